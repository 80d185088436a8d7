#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// One invocation a cell. The mean is known before distances from it are squared, which keeps a far-off mean from cancelling the variance.
layout(constant_id = 1) const bool TEXELS = false;
#include "texels.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint scale;
    uint shift;
    uint batch;
    uint channels;
    uint cells;
    float epsilon;
};

void main() {
    uint id = gl_GlobalInvocationID.x;
    if (id >= batch * cells) return;
    uint item = id / cells, cell = id % cells;
    uint from = source + item * sourceStride + cell, to = target + item * targetStride + cell;

    float sum = 0.0, squares = 0.0;
    for (uint c = 0u; c < channels; c++) sum += arenaAt(int(from + c * cells));
    float mean = sum / float(channels);
    for (uint c = 0u; c < channels; c++) {
        float apart = arenaAt(int(from + c * cells)) - mean;
        squares += apart * apart;
    }
    float inverse = 1.0 / sqrt(squares / float(channels) + epsilon);
    for (uint c = 0u; c < channels; c++)
        arena[to + c * cells] = (arenaAt(int(from + c * cells)) - mean) * inverse * weights[scale + c] + weights[shift + c];
}
