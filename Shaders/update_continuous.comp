#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "noise.glsl"
#include "prediction.glsl"
#include "update.glsl"

// One sampling update, one invocation a cell. The sample is x̂, clipped to [−1, 1].
layout(push_constant) uniform Push {
    uint noises;
    uint noisesStride;
    uint samples;
    uint channels;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (cell >= cells) return;
    if (cell == 0u && item == 0u) nextEvaluation = evaluation + 1u;
    StepScalars row = steps[evaluation];
    uint draw = evaluation + 1u;
    uint from = noises + item * noisesStride + cell;
    uint at = item * channels * cells + cell, previous = samples * channels * cells;
    uint blocks = (channels + 3u) / 4u;
    for (uint block = 0u; block < blocks; block++) {
        vec4 noise = vec4(0);
        if (row.noise != 0.0) noise = normal4(seedOf(item), cell * blocks + block, draw);
        for (uint i = 0u; i < 4u && block * 4u + i < channels; i++) {
            updateState(row, at, previous + at, clamp(predictedMean(row, at, from), -1.0, 1.0), noise[i]);
            at += cells;
            from += cells;
        }
    }
}
