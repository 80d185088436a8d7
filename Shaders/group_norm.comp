#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// One workgroup an item and group: mean and variance, then scale, shift and SiLU. Every lane takes sums relative to its own first value,
// which keeps a far-off mean from cancelling the variance; the lanes' means and squares are then merged pairwise (Chan, Golub and LeVeque
// 1979).
layout(constant_id = 1) const bool ACTIVATE = false;
layout(constant_id = 2) const bool TEXELS = false;
layout(constant_id = 3) const bool QUADS = false;      // groups are whole texels of four
layout(constant_id = 4) const bool CELL_QUADS = false; // channels are, in the target too: four cells are loaded and stored at once
#include "texels.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint scale;
    uint shift;
    uint channels;
    uint groups;
    uint cells;
    float epsilon;
};

shared vec3 partial[gl_WorkGroupSize.x]; // count, mean, sum of squared distances from the mean

vec3 merge(vec3 a, vec3 b) {
    float count = a.x + b.x, apart = b.y - a.y;
    if (count == 0.0) return a;
    return vec3(count, a.y + apart * b.x / count, a.z + b.z + apart * apart * a.x * b.x / count);
}

void main() {
    uint lane = gl_LocalInvocationID.x, lanes = gl_WorkGroupSize.x;
    uint group = gl_WorkGroupID.x, item = gl_WorkGroupID.y;
    uint perGroup = channels / groups, size = perGroup * cells;
    uint from = source + item * sourceStride + group * size;

    float first = arenaAt(int(from + min(lane, size - 1u))), sum = 0.0, squares = 0.0, count = 0.0;
    if (QUADS) {
        for (uint i = lane * 4u; i < size; i += lanes * 4u) {
            vec4 values = quadAt(int(from + i)) - first;
            sum += values.x + values.y + (values.z + values.w);
            squares += dot(values, values);
            count += 4.0;
        }
    } else {
        for (uint i = lane; i < size; i += lanes) {
            float value = arenaAt(int(from + i)) - first;
            sum += value;
            squares += value * value;
            count += 1.0;
        }
    }
    float mean = sum / max(count, 1.0);
    partial[lane] = vec3(count, first + mean, squares - sum * mean);
    barrier();
    if (lane == 0u) {
        vec3 all = partial[0];
        for (uint i = 1u; i < lanes; i++) all = merge(all, partial[i]);
        partial[0] = all;
    }
    barrier();

    vec3 all = partial[0];
    float inverse = 1.0 / sqrt(max(all.z, 0.0) / all.x + epsilon);
    uint to = target + item * targetStride + group * size;
    for (uint i = 0u; i < perGroup; i++, from += cells, to += cells) {
        uint channel = group * perGroup + i;
        float factor = inverse * weights[scale + channel], start = weights[shift + channel] - all.y * factor;
        if (CELL_QUADS) {
            for (uint cell = lane * 4u; cell < cells; cell += lanes * 4u) {
                vec4 values = quadAt(int(from + cell)) * factor + start;
                if (ACTIVATE) values = values / (1.0 + exp(-values));
                quadArena[(to + cell) / 4u] = values;
            }
        } else {
            for (uint cell = lane; cell < cells; cell += lanes) {
                float value = arenaAt(int(from + cell)) * factor + start;
                if (ACTIVATE) value = value / (1.0 + exp(-value));
                arena[to + cell] = value;
            }
        }
    }
}
