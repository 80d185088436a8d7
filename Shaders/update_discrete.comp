#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"
#include "noise.glsl"
#include "update.glsl"

// One sampling update, one invocation a cell. The sample is the output distribution softmax(output/temperature) without what is below min-p,
// or with drawsSamples a class drawn from it. Where cells take turns, each has rows of its own from cellRows on.
layout(push_constant) uniform Push {
    uint logits;
    uint logitsStride;
    uint samples;
    uint classes;
    uint cells;
    uint cellRows;
};

// The share of a class among all, before they are made to add up to 1; 0 below min-p.
float shareOf(float logit, float most, StepScalars row) {
    float share = exp((logit - most) * row.sharpness);
    return share < row.minP ? 0.0 : share;
}

void main() {
    uint cell = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (cell >= cells) return;
    if (cell == 0u && item == 0u) nextEvaluation = evaluation + 1u;
    StepScalars row = steps[cellRows == 0u ? evaluation : cellRows + evaluation * cells + cell];
    uint draw = evaluation + 1u;
    uint from = logits + item * logitsStride + cell;
    float most = arena[from], total = 0.0;
    for (uint k = 1u; k < classes; k++) most = max(most, arena[from + k * cells]);
    for (uint k = 0u; k < classes; k++) total += shareOf(arena[from + k * cells], most, row);

    // The first class whose cumulative probability exceeds the uniform number is drawn, else the last.
    bool draws = row.drawsSamples != 0u, drawn = false;
    float uniformNumber = draws ? uniformDraw(seedOf(item), cell, draw) : 0.0, cumulative = 0.0;
    uint at = item * classes * cells + cell, previous = samples * classes * cells;
    uint blocks = (classes + 3u) / 4u;
    for (uint block = 0u; block < blocks; block++) {
        vec4 noise = vec4(0);
        if (row.noise != 0.0) noise = normal4(seedOf(item), cell * blocks + block, draw);
        [[dont_unroll]] for (uint i = 0u; i < 4u; i++) {
            uint k = block * 4u + i;
            if (k >= classes) break;
            float chosen = shareOf(arena[from + k * cells], most, row) / total;
            if (draws) {
                cumulative += chosen;
                bool here = !drawn && (cumulative > uniformNumber || k == classes - 1u);
                drawn = drawn || here;
                chosen = here ? 1.0 : 0.0;
            }
            updateState(row, at, previous + at, chosen, noise[i]);
            at += cells;
        }
    }
}
