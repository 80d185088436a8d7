#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "prediction.glsl"

// x̂ of every unknown variable, clipped to [−1, 1]; known variables as they were given. One invocation a variable.
layout(push_constant) uniform Push {
    uint noises;
    uint noisesStride;
    uint batch;
    uint variables;
};

void main() {
    uint variable = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (variable >= variables) return;
    uint at = item * variables + variable, known = knownOf(item, variable, batch, variables);
    float estimate = clamp(predictedMean(steps[evaluation], at, noises + item * noisesStride + variable), -1.0, 1.0);
    result[at] = known == UNKNOWN ? floatBitsToUint(estimate) : known;
}
