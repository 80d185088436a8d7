#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "conditioning.glsl"

// What is added: a value of the source's shape, a vector in the arena, or a vector of the conditioning table.
const int VALUE = 0, VECTOR = 1, CONDITIONING = 2;
layout(constant_id = 1) const int SECOND = VALUE;

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint second;
    uint secondStride;
    uint conditioningWidth;
    uint classRows;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, channel = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= cells) return;
    uint i = channel * cells + cell;
    float value = arena[source + item * sourceStride + i];
    if (SECOND == VALUE) value += arena[second + item * secondStride + i];
    if (SECOND == VECTOR) value += arena[second + item * secondStride + channel];
    if (SECOND == CONDITIONING) value += conditioning[conditioningRow(item, conditioningWidth, classRows) + second + channel];
    arena[target + item * targetStride + i] = value;
}
