#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "conditioning.glsl"

// Direct convolution in register tiles. An invocation computes TILE_WIDTH × TILE_HEIGHT cells of one item in BLOCKS · 4 channels; the tiles
// of all items lie side by side, so that small planes fill the lanes too.
layout(constant_id = 4) const int TILE_WIDTH = 8;
layout(constant_id = 5) const int TILE_HEIGHT = 2;
layout(constant_id = 6) const int BLOCKS = 2;
layout(constant_id = 7) const int SOURCES = 1;      // source channels an iteration; divides their number
layout(constant_id = 8) const bool TEXELS = false;
layout(constant_id = 9) const bool QUADS = false;  // rows are multiples of the tile's width, which is one of four: no tile overhangs
#include "texels.glsl"
#include "convolution.glsl"

const int SPAN_X = (TILE_WIDTH - 1) * STRIDE + KERNEL;
const int SPAN_Y = (TILE_HEIGHT - 1) * STRIDE + KERNEL;
const int CELLS = TILE_WIDTH * TILE_HEIGHT;

void main() {
    int across = (targetWidth + TILE_WIDTH - 1) / TILE_WIDTH;
    int tiles = across * ((targetHeight + TILE_HEIGHT - 1) / TILE_HEIGHT);
    int id = int(gl_GlobalInvocationID.x);
    bool inBatch = id < batch * tiles;
    id = min(id, batch * tiles - 1);
    int item = id / tiles, tile = id % tiles;
    int x0 = tile % across * TILE_WIDTH, y0 = tile / across * TILE_HEIGHT;
    int block0 = int(gl_WorkGroupID.y) * BLOCKS;

    // What takes a driver's compiler longest is loops within loops, unrolled one level after the other: each array is walked in one.
    vec4 sum[BLOCKS * CELLS];
    [[unroll]] for (int i = 0; i < BLOCKS * CELLS; i++) sum[i] = vec4(0.0);

    // Cells beyond the border are read from the nearest cell inside and multiplied by zero.
    int column[SPAN_X];
    float columnInside[SPAN_X];
    [[unroll]] for (int p = 0; p < SPAN_X; p++) {
        int x = x0 * STRIDE + p - PADDING;
        column[p] = clamp(x, 0, sourceWidth - 1);
        columnInside[p] = column[p] == x ? 1.0 : 0.0;
    }
    int row[SPAN_Y];
    float rowInside[SPAN_Y];
    [[unroll]] for (int u = 0; u < SPAN_Y; u++) {
        int y = y0 * STRIDE + u - PADDING;
        int inside = clamp(y, 0, sourceHeight - 1);
        row[u] = inside * sourceWidth;
        rowInside[u] = inside == y ? 1.0 : 0.0;
    }

    int plane = int(source) + item * int(sourceStride);
    int area = sourceHeight * sourceWidth;
    for (int c = 0; c < sourceChannels; c += SOURCES) {
        float v[SOURCES * SPAN_Y * SPAN_X];
        [[unroll]] for (int n = 0; n < SOURCES * SPAN_Y * SPAN_X; n++) {
            int j = n / (SPAN_Y * SPAN_X), u = n / SPAN_X % SPAN_Y, p = n % SPAN_X;
            int from = plane + j * area + row[u];
            if (!QUADS || p < PADDING || p >= PADDING + TILE_WIDTH)
                v[n] = arenaAt(from + column[p]) * (columnInside[p] * rowInside[u]);
            else if ((p - PADDING) % 4 == 0) {
                vec4 quad = quadAt(from + x0 + p - PADDING) * rowInside[u];
                v[n] = quad.x;
                v[n + 1] = quad.y;
                v[n + 2] = quad.z;
                v[n + 3] = quad.w;
            }
        }
        plane += SOURCES * area;
        vec4 w[BLOCKS * SOURCES * TAPS];
        [[unroll]] for (int n = 0; n < BLOCKS * SOURCES * TAPS; n++)
            w[n] = weightsAt(((block0 + n / (SOURCES * TAPS)) * sourceChannels + c) * TAPS + n % (SOURCES * TAPS));

        // Two cells of four channels take all their terms in a row: as many sums as stay in registers together with their factors.
        const int PAIRS = (TILE_WIDTH + 1) / 2;
        [[unroll]] for (int n = 0; n < BLOCKS * TILE_HEIGHT * PAIRS; n++)
        [[unroll]] for (int k = 0; k < SOURCES * TAPS; k++) {
            int o = n / (TILE_HEIGHT * PAIRS), q = n / PAIRS % TILE_HEIGHT, first = n % PAIRS * 2, j = k / TAPS, t = k % TAPS;
            int at = (o * TILE_HEIGHT + q) * TILE_WIDTH + first;
            int value = (j * SPAN_Y + q * STRIDE + t / KERNEL) * SPAN_X + first * STRIDE + t % KERNEL;
            vec4 factors = w[o * SOURCES * TAPS + k];
            sum[at] = fma(factors, vec4(v[value]), sum[at]);
            if (first + 1 < TILE_WIDTH) sum[at + 1] = fma(factors, vec4(v[value + STRIDE]), sum[at + 1]);
        }
    }

    if (!inBatch) return;
    int cells = targetHeight * targetWidth;
    int to = int(target) + item * int(targetStride), extra = int(residual) + item * int(residualStride);
    uint vector = vectorOf(item);
    // One channel of each block an iteration; the sums move up by one for the next, so that the code holds the stores of a cell once a
    // block and not once a channel.
    [[dont_unroll]] for (int i = 0; i < 4; i++) {
        [[unroll]] for (int o = 0; o < BLOCKS; o++) {
            int channel = (block0 + o) * 4 + i;
            if (channel < targetChannels) {
                float start = startOf(channel, vector);
                int at = channel * cells + y0 * targetWidth + x0;
                [[unroll]] for (int n = 0; n < CELLS; n += QUADS ? 4 : 1) {
                    int q = n / TILE_WIDTH, p = n % TILE_WIDTH, first = o * CELLS + n, cell = at + q * targetWidth + p;
                    if (y0 + q < targetHeight && (QUADS || x0 + p < targetWidth)) {
                        if (QUADS) {
                            vec4 values = vec4(sum[first].x, sum[first + 1].x, sum[first + 2].x, sum[first + 3].x) + start;
                            if (hasResidual != 0u) values += quadAt(extra + cell);
                            quadArena[(to + cell) / 4] = values;
                        } else {
                            float value = sum[first].x + start;
                            if (hasResidual != 0u) value += arenaAt(extra + cell);
                            arena[to + cell] = value;
                        }
                    }
                }
            }
        }
        [[unroll]] for (int n = 0; n < BLOCKS * CELLS; n++) sum[n] = sum[n].yzwx;
    }
}
