#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "prediction.glsl"
#include "binned_normal.glsl"

// The most probable bin of every unknown variable; the bin of known ones. Four variables, packed, an invocation.
layout(push_constant) uniform Push {
    uint noises;
    uint noisesStride;
    uint batch;
    uint samples;
    uint variables;
    uint bins;
};

void main() {
    uint word = gl_GlobalInvocationID.x;
    if (word * 4u >= samples * variables) return;
    StepScalars row = steps[evaluation];
    uint packed = 0u;
    for (uint i = 0u; i < 4u && word * 4u + i < samples * variables; i++) {
        uint at = word * 4u + i, item = at / variables, variable = at % variables;
        uint from = noises + item * noisesStride + variable, known = knownOf(item, variable, batch, variables);
        uint bin = known == UNKNOWN
            ? likeliestBin(predictedMean(row, at, from), predictedDeviation(row, from + variables), bins)
            : binOf(uintBitsToFloat(known), bins);
        packed |= bin << (8u * i);
    }
    result[word] = packed;
}
