#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "items.glsl"

// The most probable class of every unknown cell, the first of equals; known cells as they were given. Four cells, packed, an invocation.
layout(push_constant) uniform Push {
    uint logits;
    uint logitsStride;
    uint batch;
    uint samples;
    uint classes;
    uint cells;
};

void main() {
    uint word = gl_GlobalInvocationID.x;
    if (word * 4u >= samples * cells) return;
    uint packed = 0u;
    for (uint i = 0u; i < 4u && word * 4u + i < batch * cells; i++) {
        uint item = (word * 4u + i) / cells, cell = (word * 4u + i) % cells;
        uint from = logits + item * logitsStride + cell;
        uint best = 0u;
        float most = arena[from];
        for (uint k = 1u; k < classes; k++) {
            float value = arena[from + k * cells];
            if (value > most) {
                most = value;
                best = k;
            }
        }
        uint known = knownOf(item, cell, batch, cells);
        packed |= (known == UNKNOWN ? best : known) << (8u * i);
    }
    result[word] = packed;
}
