#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "noise.glsl"

// The state before the first evaluation, one invocation a cell; nothing was estimated before.
layout(push_constant) uniform Push {
    uint samples;
    uint channels;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (cell >= cells) return;
    if (cell == 0u && item == 0u) nextEvaluation = 0u;
    uint at = item * channels * cells + cell, previous = samples * channels * cells;
    uint blocks = (channels + 3u) / 4u;
    for (uint block = 0u; block < blocks; block++) {
        vec4 noise = normal4(seedOf(item), cell * blocks + block, 0u);
        for (uint i = 0u; i < 4u && block * 4u + i < channels; i++) {
            state[at] = steps[0].startNoise * noise[i];
            state[previous + at] = 0.0;
            at += cells;
        }
    }
}
