#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// Adds each sample's biases to its output logits.
layout(push_constant) uniform Push {
    uint logits;
    uint logitsStride;
    uint biases;
    uint classes;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, k = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= cells) return;
    uint i = k * cells + cell;
    arena[logits + item * logitsStride + i] += uintBitsToFloat(items[biases + item * classes * cells + i]);
}
