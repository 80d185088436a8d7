#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// An invocation holds QUERIES queries of one head and walks over all keys once, keeping the running maximum, the sum and the weighted
// values (online softmax, Milakov and Gimelshein 2018): scores are never stored, and each key and value is loaded once for all queries.
layout(constant_id = 1) const int WIDTH = 16;
layout(constant_id = 2) const int QUERIES = 4;

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint batch;
    uint heads;
    uint cells;
    float scale;
};

void main() {
    uint strips = (cells + uint(QUERIES) - 1u) / uint(QUERIES);
    uint id = gl_GlobalInvocationID.x;
    if (id >= batch * heads * strips) return;
    uint first = id % strips * uint(QUERIES), head = id / strips % heads, item = id / (strips * heads);
    uint query = source + item * sourceStride + head * uint(WIDTH) * cells;
    uint third = heads * uint(WIDTH) * cells;
    uint key = query + third, value = key + third;

    float q[QUERIES][WIDTH], sum[QUERIES][WIDTH], most[QUERIES], total[QUERIES];
    [[unroll]] for (int n = 0; n < QUERIES; n++) {
        most[n] = -3.0e38;
        total[n] = 0.0;
        uint cell = min(first + uint(n), cells - 1u);
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            q[n][c] = arena[query + uint(c) * cells + cell] * scale;
            sum[n][c] = 0.0;
        }
    }

    for (uint j = 0u; j < cells; j++) {
        float score[QUERIES];
        [[unroll]] for (int n = 0; n < QUERIES; n++) score[n] = 0.0;
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            float k = arena[key + uint(c) * cells + j];
            [[unroll]] for (int n = 0; n < QUERIES; n++) score[n] = fma(q[n][c], k, score[n]);
        }
        float fade[QUERIES];
        [[unroll]] for (int n = 0; n < QUERIES; n++) {
            float greater = max(most[n], score[n]);
            fade[n] = exp(most[n] - greater);
            score[n] = exp(score[n] - greater);
            most[n] = greater;
            total[n] = total[n] * fade[n] + score[n];
        }
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            float v = arena[value + uint(c) * cells + j];
            [[unroll]] for (int n = 0; n < QUERIES; n++) sum[n][c] = fma(score[n], v, sum[n][c] * fade[n]);
        }
    }

    uint to = target + item * targetStride + head * uint(WIDTH) * cells;
    [[unroll]] for (int n = 0; n < QUERIES; n++)
        if (first + uint(n) < cells)
            [[unroll]] for (int c = 0; c < WIDTH; c++) arena[to + uint(c) * cells + first + uint(n)] = sum[n][c] / total[n];
}
