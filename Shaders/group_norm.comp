#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

layout(constant_id = 1) const bool ACTIVATE = false;
layout(constant_id = 2) const bool TEXELS = false;
layout(constant_id = 3) const bool QUADS = false;  // an invocation takes four cells, loaded and stored at once
#include "texels.glsl"

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
    uint cell = gl_GlobalInvocationID.x * (QUADS ? 4u : 1u), channel = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= cells) return;
    int pair = int(statistics + (item * channels + channel) * 2u);
    uint i = channel * cells + cell, from = source + item * sourceStride + i, to = target + item * targetStride + i;
    float scale = arenaAt(pair), shift = arenaAt(pair + 1);
    if (QUADS) {
        vec4 values = quadAt(int(from)) * scale + shift;
        if (ACTIVATE) values = values / (1.0 + exp(-values));
        quadArena[to / 4u] = values;
    } else {
        float value = arenaAt(int(from)) * scale + shift;
        if (ACTIVATE) value = value / (1.0 + exp(-value));
        arena[to] = value;
    }
}
