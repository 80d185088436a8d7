#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// An invocation holds QUERIES queries of one head and walks over all keys once, KEYS at a time, keeping the running maximum, the sum and
// the weighted values (online softmax, Milakov and Gimelshein 2018): scores are never stored, and each key and value is loaded once for
// all queries.
layout(constant_id = 1) const int WIDTH = 16;
layout(constant_id = 2) const int QUERIES = 4;
layout(constant_id = 3) const int KEYS = 4;        // divides the number of cells
layout(constant_id = 4) const bool TEXELS = false;
layout(constant_id = 5) const bool QUADS = false;  // keys come as texels of four
#include "texels.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    int batch;
    int heads;
    int cells;
    float scale;
};

void load(int at, out float values[KEYS]) {
    if (QUADS) {
        vec4 quad = quadAt(at);
        [[unroll]] for (int j = 0; j < KEYS; j++) values[j] = quad[j];
    } else
        [[unroll]] for (int j = 0; j < KEYS; j++) values[j] = arenaAt(at + j);
}

void main() {
    int strips = (cells + QUERIES - 1) / QUERIES;
    int id = int(gl_GlobalInvocationID.x);
    if (id >= batch * heads * strips) return;
    int first = id % strips * QUERIES, head = id / strips % heads, item = id / (strips * heads);
    int query = int(source) + item * int(sourceStride) + head * WIDTH * cells;
    int third = heads * WIDTH * cells;
    int key = query + third, value = key + third;

    float q[QUERIES * WIDTH], sum[QUERIES * WIDTH], most[QUERIES], total[QUERIES];
    [[unroll]] for (int n = 0; n < QUERIES; n++) {
        most[n] = -3.0e38;
        total[n] = 0.0;
        int cell = min(first + n, cells - 1);
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            q[n * WIDTH + c] = arenaAt(query + c * cells + cell) * scale;
            sum[n * WIDTH + c] = 0.0;
        }
    }

    for (int from = 0; from < cells; from += KEYS) {
        float score[QUERIES * KEYS], loaded[KEYS];
        [[unroll]] for (int i = 0; i < QUERIES * KEYS; i++) score[i] = 0.0;
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            load(key + c * cells + from, loaded);
            [[unroll]] for (int n = 0; n < QUERIES; n++)
                [[unroll]] for (int j = 0; j < KEYS; j++) score[n * KEYS + j] = fma(q[n * WIDTH + c], loaded[j], score[n * KEYS + j]);
        }
        float fade[QUERIES];
        [[unroll]] for (int n = 0; n < QUERIES; n++) {
            float greater = most[n];
            [[unroll]] for (int j = 0; j < KEYS; j++) greater = max(greater, score[n * KEYS + j]);
            fade[n] = exp(most[n] - greater);
            most[n] = greater;
            total[n] *= fade[n];
            [[unroll]] for (int j = 0; j < KEYS; j++) {
                score[n * KEYS + j] = exp(score[n * KEYS + j] - greater);
                total[n] += score[n * KEYS + j];
            }
        }
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            load(value + c * cells + from, loaded);
            [[unroll]] for (int n = 0; n < QUERIES; n++) {
                float weighted = sum[n * WIDTH + c] * fade[n];
                [[unroll]] for (int j = 0; j < KEYS; j++) weighted = fma(score[n * KEYS + j], loaded[j], weighted);
                sum[n * WIDTH + c] = weighted;
            }
        }
    }

    int to = int(target) + item * int(targetStride) + head * WIDTH * cells + first;
    [[unroll]] for (int n = 0; n < QUERIES; n++)
        if (first + n < cells)
            [[unroll]] for (int c = 0; c < WIDTH; c++) arena[to + c * cells + n] = sum[n * WIDTH + c] / total[n];
}
