#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// An invocation holds QUERIES queries of one head and walks over all keys once, KEYS at a time, keeping the running maximum, the sum and
// the weighted values (online softmax, Milakov and Gimelshein 2018): scores are never stored, and each key and value is loaded once for
// all queries.
layout(constant_id = 1) const int WIDTH = 16;
layout(constant_id = 2) const int QUERIES = 4;
layout(constant_id = 3) const int KEYS = 4;        // 1, or 4 where that divides the number of cells
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

// KEYS numbers in a row, the others 0.
vec4 load(int at) {
    if (QUADS) return quadAt(at);
    if (KEYS == 1) return vec4(arenaAt(at), 0.0, 0.0, 0.0);
    return vec4(arenaAt(at), arenaAt(at + 1), arenaAt(at + 2), arenaAt(at + 3));
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
        vec4 score[QUERIES];
        [[unroll]] for (int n = 0; n < QUERIES; n++) score[n] = vec4(0.0);
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            vec4 loaded = load(key + c * cells + from);
            [[unroll]] for (int n = 0; n < QUERIES; n++) score[n] = fma(vec4(q[n * WIDTH + c]), loaded, score[n]);
        }
        float fade[QUERIES];
        [[unroll]] for (int n = 0; n < QUERIES; n++) {
            vec4 s = score[n];
            float greater = max(most[n], s.x);
            if (KEYS == 4) greater = max(max(max(greater, s.y), s.z), s.w);
            fade[n] = exp(most[n] - greater);
            most[n] = greater;
            s = exp(s - greater);
            total[n] = total[n] * fade[n] + s.x;
            if (KEYS == 4) total[n] = total[n] + s.y + s.z + s.w;
            score[n] = s;
        }
        [[unroll]] for (int c = 0; c < WIDTH; c++) {
            vec4 loaded = load(value + c * cells + from);
            [[unroll]] for (int n = 0; n < QUERIES; n++) {
                float weighted = fma(score[n].x, loaded.x, sum[n * WIDTH + c] * fade[n]);
                if (KEYS == 4) weighted = fma(score[n].w, loaded.w, fma(score[n].z, loaded.z, fma(score[n].y, loaded.y, weighted)));
                sum[n * WIDTH + c] = weighted;
            }
        }
    }

    int to = int(target) + item * int(targetStride) + head * WIDTH * cells + first;
    [[unroll]] for (int n = 0; n < QUERIES; n++)
        if (first + n < cells)
            [[unroll]] for (int c = 0; c < WIDTH; c++) arena[to + c * cells + n] = sum[n * WIDTH + c] / total[n];
}
