#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "conditioning.glsl"

// Direct convolution in register tiles. An invocation computes TILE_WIDTH × TILE_HEIGHT cells of one item in BLOCKS · 4 channels; the tiles
// of all items lie side by side, so that small planes fill the lanes too.
layout(constant_id = 6) const int TILE_WIDTH = 8;
layout(constant_id = 7) const int TILE_HEIGHT = 2;
layout(constant_id = 8) const int BLOCKS = 2;
layout(constant_id = 9) const int SOURCES = 1;      // source channels an iteration; divides their number
layout(constant_id = 10) const bool TEXELS = false;
layout(constant_id = 11) const bool QUADS = false;  // rows are multiples of the tile's width, which is one of four: no tile overhangs
#include "texels.glsl"
#include "convolution.glsl"

const int SPAN_X = (TILE_WIDTH - 1) * STRIDE + KERNEL;
const int SPAN_Y = (TILE_HEIGHT - 1) * STRIDE + KERNEL;
const int CELLS = TILE_WIDTH * TILE_HEIGHT;
const int CHANNELS = BLOCKS * 4;

void main() {
    int across = (targetWidth + TILE_WIDTH - 1) / TILE_WIDTH;
    int tiles = across * ((targetHeight + TILE_HEIGHT - 1) / TILE_HEIGHT);
    int id = int(gl_GlobalInvocationID.x);
    bool inBatch = id < batch * tiles;
    id = min(id, batch * tiles - 1);
    int item = id / tiles, tile = id % tiles;
    int x0 = tile % across * TILE_WIDTH, y0 = tile / across * TILE_HEIGHT;
    int block0 = int(gl_WorkGroupID.y) * BLOCKS;

    // Numbers, not vectors: a vector of which one component changes is copied whole by some compilers.
    float sum[CELLS * CHANNELS];
    [[unroll]] for (int i = 0; i < CELLS * CHANNELS; i++) sum[i] = 0.0;

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
    int pair = int(statistics) + item * sourceChannels * 2;
    for (int c = 0; c < sourceChannels; c += SOURCES) {
        float v[SOURCES * SPAN_Y * SPAN_X];
        [[unroll]] for (int j = 0; j < SOURCES; j++) {
            float scale = 1.0, shift = 0.0;
            if (NORMALISE) {
                scale = arenaAt(pair);
                shift = arenaAt(pair + 1);
            }
            [[unroll]] for (int u = 0; u < SPAN_Y; u++) {
                int line = (j * SPAN_Y + u) * SPAN_X, from = plane + row[u];
                if (QUADS) {
                    [[unroll]] for (int p = 0; p < TILE_WIDTH / 4; p++) {
                        vec4 quad = quadAt(from + x0 + p * 4);
                        [[unroll]] for (int e = 0; e < 4; e++)
                            v[line + PADDING + p * 4 + e] = onLoad(quad[e], scale, shift) * rowInside[u];
                    }
                }
                [[unroll]] for (int p = 0; p < SPAN_X; p++)
                    if (!QUADS || p < PADDING || p >= PADDING + TILE_WIDTH)
                        v[line + p] = onLoad(arenaAt(from + column[p]), scale, shift) * (columnInside[p] * rowInside[u]);
            }
            plane += sourceHeight * sourceWidth;
            pair += 2;
        }
        vec4 w[BLOCKS * SOURCES * TAPS];
        [[unroll]] for (int o = 0; o < BLOCKS; o++)
            [[unroll]] for (int k = 0; k < SOURCES * TAPS; k++)
                w[o * SOURCES * TAPS + k] = weightsAt(((block0 + o) * sourceChannels + c) * TAPS + k);

        // Up to four cells of two channels take all their terms in a row: as many sums as stay in registers together with their factors.
        [[unroll]] for (int o = 0; o < BLOCKS; o++)
        [[unroll]] for (int q = 0; q < TILE_HEIGHT; q++)
        [[unroll]] for (int first = 0; first < TILE_WIDTH; first += 4)
        [[unroll]] for (int two = 0; two < 4; two += 2)
        [[unroll]] for (int j = 0; j < SOURCES; j++)
        [[unroll]] for (int ky = 0; ky < KERNEL; ky++)
        [[unroll]] for (int kx = 0; kx < KERNEL; kx++)
        [[unroll]] for (int e = 0; e < 4; e++) {
            int p = first + e;
            if (p < TILE_WIDTH) {
                vec4 factors = w[(o * SOURCES + j) * TAPS + ky * KERNEL + kx];
                float value = v[(j * SPAN_Y + q * STRIDE + ky) * SPAN_X + p * STRIDE + kx];
                int at = (q * TILE_WIDTH + p) * CHANNELS + o * 4 + two;
                sum[at] = fma(factors[two], value, sum[at]);
                sum[at + 1] = fma(factors[two + 1], value, sum[at + 1]);
            }
        }
    }

    if (!inBatch) return;
    int cells = targetHeight * targetWidth;
    int to = int(target) + item * int(targetStride), extra = int(residual) + item * int(residualStride);
    uint vector = vectorOf(item);
    // One channel an iteration; the sums move up by one for the next, so that the code holds a tile's stores once and not for each channel.
    [[dont_unroll]] for (int i = 0; i < CHANNELS; i++) {
        int channel = block0 * 4 + i;
        if (channel >= targetChannels) break;
        float start = startOf(channel, vector);
        [[unroll]] for (int q = 0; q < TILE_HEIGHT; q++) {
            int line = q * TILE_WIDTH * CHANNELS, at = channel * cells + (y0 + q) * targetWidth + x0;
            if (y0 + q < targetHeight) {
                [[unroll]] for (int p = 0; p < TILE_WIDTH; p += QUADS ? 4 : 1) {
                    int first = line + p * CHANNELS;
                    if (QUADS) {
                        vec4 values = vec4(sum[first], sum[first + CHANNELS], sum[first + 2 * CHANNELS], sum[first + 3 * CHANNELS]) + start;
                        if (hasResidual != 0u) values += quadAt(extra + at + p);
                        quadArena[(to + at + p) / 4] = values;
                    } else if (x0 + p < targetWidth) {
                        float value = sum[first] + start;
                        if (hasResidual != 0u) value += arenaAt(extra + at + p);
                        arena[to + at + p] = value;
                    }
                }
            }
            [[unroll]] for (int p = 0; p < TILE_WIDTH; p++)
                [[unroll]] for (int k = 0; k < CHANNELS - 1; k++) sum[line + p * CHANNELS + k] = sum[line + p * CHANNELS + k + 1];
        }
    }
}
