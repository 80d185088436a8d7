#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"

// What the network sees of the state, one invocation a cell: 2·softmax(y) − 1, or 2·onehot − 1 and mask 1 where the class is known.
// With guidance the network's batch holds every sample twice, once without its class.
layout(constant_id = 1) const bool MASK = true;

layout(push_constant) uniform Push {
    uint target;
    uint targetStride;
    uint mask;
    uint maskStride;
    uint batch;
    uint samples;
    uint classes;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y, source = item % samples;
    if (cell >= cells) return;
    if (cell == 0u && item == 0u) evaluation = nextEvaluation;
    uint known = knownOf(source, cell, batch, cells);
    uint from = source * classes * cells + cell, to = target + item * targetStride + cell;
    float most = state[from], total = 0.0;
    for (uint k = 1u; k < classes; k++) most = max(most, state[from + k * cells]);
    for (uint k = 0u; k < classes; k++) total += exp(state[from + k * cells] - most);
    for (uint k = 0u; k < classes; k++) {
        float share = known == UNKNOWN ? exp(state[from + k * cells] - most) / total : known == k ? 1.0 : 0.0;
        arena[to + k * cells] = 2.0 * share - 1.0;
    }
    if (MASK) arena[mask + item * maskStride + cell] = known == UNKNOWN ? 0.0 : 1.0;
}
