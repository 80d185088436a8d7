#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

layout(constant_id = 1) const bool ACTIVATE = false;

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint statistics;
    uint channels;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, channel = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= cells) return;
    uint pair = statistics + (item * channels + channel) * 2u;
    uint i = channel * cells + cell;
    float value = arena[source + item * sourceStride + i] * arena[pair] + arena[pair + 1u];
    if (ACTIVATE) value = value / (1.0 + exp(-value));
    arena[target + item * targetStride + i] = value;
}
