#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "noise.glsl"
#include "prediction.glsl"
#include "binned_normal.glsl"
#include "update.glsl"

// One sampling update, one invocation a cell. The sample is the mean over bins of the predicted normal distribution, or with drawsSamples
// a bin drawn from it.
layout(push_constant) uniform Push {
    uint noises;
    uint noisesStride;
    uint samples;
    uint channels;
    uint cells;
    uint bins;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (cell >= cells) return;
    if (cell == 0u && item == 0u) nextEvaluation = evaluation + 1u;
    StepScalars row = steps[evaluation];
    uint draw = evaluation + 1u;
    uint from = noises + item * noisesStride + cell;
    uint variables = channels * cells, at = item * variables + cell, previous = samples * variables;
    uint blocks = (channels + 3u) / 4u;
    for (uint block = 0u; block < blocks; block++) {
        vec4 noise = vec4(0);
        if (row.noise != 0.0) noise = normal4(seedOf(item), cell * blocks + block, draw);
        for (uint i = 0u; i < 4u && block * 4u + i < channels; i++) {
            float mean = predictedMean(row, at, from), deviation = predictedDeviation(row, from + variables), chosen;
            if (row.drawsSamples != 0u) {
                float uniformNumber = uniformDraw(seedOf(item), (block * 4u + i) * cells + cell, draw);
                chosen = binCentre(drawnBin(mean, deviation, bins, uniformNumber), bins);
            } else {
                chosen = binnedMean(mean, deviation, bins);
            }
            updateState(row, at, previous + at, chosen, noise[i]);
            at += cells;
            from += cells;
        }
    }
}
