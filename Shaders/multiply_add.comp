#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// Sixteen independent chains of multiply-adds in registers, and one store: the most arithmetic a device does (for benchmarks).
layout(push_constant) uniform Push {
    uint rounds;
    uint cells;
};

void main() {
    vec4 factor = vec4(0.999), summand = vec4(1e-3 * float(gl_LocalInvocationID.x)), chain[4];
    [[unroll]] for (int i = 0; i < 4; i++) chain[i] = vec4(i) + summand;
    for (uint k = 0u; k < rounds; k++)
        [[unroll]] for (int u = 0; u < 8; u++)
            [[unroll]] for (int i = 0; i < 4; i++) chain[i] = fma(chain[i], factor, summand);
    arena[gl_GlobalInvocationID.x % cells] = dot(chain[0] + chain[1] + chain[2] + chain[3], vec4(1));
}
