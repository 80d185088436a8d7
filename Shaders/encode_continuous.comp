#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"

// What the network sees of the state, one invocation a variable: μ, or the value and mask 1 where it is known. With guidance the network's
// batch holds every sample twice, once without its class.
layout(constant_id = 1) const bool MASK = true;

layout(push_constant) uniform Push {
    uint target;
    uint targetStride;
    uint mask;
    uint maskStride;
    uint batch;
    uint samples;
    uint channels;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, channel = gl_WorkGroupID.y, item = gl_WorkGroupID.z, source = item % samples;
    if (cell >= cells) return;
    if (cell == 0u && channel == 0u && item == 0u) evaluation = nextEvaluation;
    uint variables = channels * cells, variable = channel * cells + cell;
    uint known = knownOf(source, variable, batch, variables);
    arena[target + item * targetStride + variable] = known == UNKNOWN ? state[source * variables + variable] : uintBitsToFloat(known);
    if (MASK && channel == 0u) arena[mask + item * maskStride + cell] = known == UNKNOWN ? 0.0 : 1.0;
}
