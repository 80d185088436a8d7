#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint count;
};

void main() {
    uint i = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (i >= count) return;
    float x = arena[source + item * sourceStride + i];
    // ½·(1 + tanh u) is 1/(1 + e^(−2u)), which no large u overflows.
    arena[target + item * targetStride + i] = x / (1.0 + exp(-1.595769122 * (x + 0.044715 * x * x * x)));
}
