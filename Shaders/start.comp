#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "noise.glsl"

// The state before the first evaluation, one invocation a cell: startSignal·origin + startNoise·ε. Nothing was estimated before.
layout(constant_id = 1) const bool CLASSES = true;   // what is varied are classes, a word a cell, and not values

layout(push_constant) uniform Push {
    uint samples;
    uint channels;
    uint cells;
    uint origins;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (cell >= cells) return;
    if (cell == 0u && item == 0u) nextEvaluation = 0u;
    uint at = item * channels * cells + cell, previous = samples * channels * cells;
    uint origin = origins + (CLASSES ? item * cells + cell : at), blocks = (channels + 3u) / 4u;
    float signal = steps[0].startSignal;
    for (uint block = 0u; block < blocks; block++) {
        vec4 noise = normal4(seedOf(item), cell * blocks + block, 0u);
        [[dont_unroll]] for (uint i = 0u; i < 4u && block * 4u + i < channels; i++) {
            uint channel = block * 4u + i;
            precise float start = steps[0].startNoise * noise[i];
            if (signal != 0.0) {
                uint word = items[CLASSES ? origin : origin + channel * cells];
                precise float around = signal * (CLASSES ? float(word == channel) : uintBitsToFloat(word));
                start = around + start;
            }
            state[at] = start;
            state[previous + at] = 0.0;
            at += cells;
        }
    }
}
