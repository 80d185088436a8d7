#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "conditioning.glsl"

// Direct convolution in big register tiles. An invocation computes TILE_WIDTH × TILE_HEIGHT cells of one item in BLOCKS · 4 channels;
// the tiles of all items lie side by side, so that small planes fill the lanes too. Weights are packed [channels/4][source channels]
// [kernel²][4]. Software Vulkan loads storage buffers lane by lane: what counts there is arithmetic per load, hence the large tiles.
layout(constant_id = 1) const int KERNEL = 3;
layout(constant_id = 2) const int STRIDE = 1;
layout(constant_id = 3) const int TILE_WIDTH = 8;
layout(constant_id = 4) const int TILE_HEIGHT = 4;
layout(constant_id = 5) const int BLOCKS = 2;
layout(constant_id = 6) const bool NORMALISE = false;
layout(constant_id = 7) const bool ACTIVATE = false;

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint hasResidual;
    uint residual;
    uint residualStride;
    uint statistics;
    uint hasConditioning;
    uint conditioningOffset;
    uint conditioningWidth;
    uint classRows;
    uint weight;
    uint bias;
    int batch;
    int sourceChannels;
    int sourceHeight;
    int sourceWidth;
    int targetChannels;
    int targetHeight;
    int targetWidth;
};

const int PADDING = KERNEL / 2;
const int SPAN_X = (TILE_WIDTH - 1) * STRIDE + KERNEL;
const int SPAN_Y = (TILE_HEIGHT - 1) * STRIDE + KERNEL;
const int TAPS = KERNEL * KERNEL;

float onLoad(float value, float scale, float shift) {
    if (NORMALISE) value = value * scale + shift;
    if (ACTIVATE) value = value / (1.0 + exp(-value));
    return value;
}

void main() {
    int across = (targetWidth + TILE_WIDTH - 1) / TILE_WIDTH;
    int tiles = across * ((targetHeight + TILE_HEIGHT - 1) / TILE_HEIGHT);
    int id = int(gl_GlobalInvocationID.x);
    bool inBatch = id < batch * tiles;
    id = min(id, batch * tiles - 1);
    int item = id / tiles, tile = id % tiles;
    int x0 = tile % across * TILE_WIDTH, y0 = tile / across * TILE_HEIGHT;
    int block0 = int(gl_WorkGroupID.y) * BLOCKS;

    vec4 sum[TILE_HEIGHT][TILE_WIDTH][BLOCKS];
    [[unroll]] for (int q = 0; q < TILE_HEIGHT; q++)
        [[unroll]] for (int p = 0; p < TILE_WIDTH; p++)
            [[unroll]] for (int o = 0; o < BLOCKS; o++) sum[q][p][o] = vec4(0);

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
    for (int c = 0; c < sourceChannels; c++) {
        float scale = 1.0, shift = 0.0;
        if (NORMALISE) {
            scale = arena[pair];
            shift = arena[pair + 1];
        }
        vec4 w[TAPS * BLOCKS];
        [[unroll]] for (int o = 0; o < BLOCKS; o++)
            [[unroll]] for (int k = 0; k < TAPS; k++)
                w[o * TAPS + k] = packedWeights[int(weight) + ((block0 + o) * sourceChannels + c) * TAPS + k];

        [[unroll]] for (int u = 0; u < SPAN_Y; u++) {
            float v[SPAN_X];
            [[unroll]] for (int p = 0; p < SPAN_X; p++)
                v[p] = onLoad(arena[plane + row[u] + column[p]], scale, shift) * (columnInside[p] * rowInside[u]);
            [[unroll]] for (int q = 0; q < TILE_HEIGHT; q++) {
                int ky = u - q * STRIDE;
                if (ky >= 0 && ky < KERNEL)
                    [[unroll]] for (int kx = 0; kx < KERNEL; kx++)
                        [[unroll]] for (int o = 0; o < BLOCKS; o++)
                            [[unroll]] for (int p = 0; p < TILE_WIDTH; p++)
                                sum[q][p][o] = fma(w[o * TAPS + ky * KERNEL + kx], vec4(v[p * STRIDE + kx]), sum[q][p][o]);
            }
        }
        plane += sourceHeight * sourceWidth;
        pair += 2;
    }

    if (!inBatch) return;
    int cells = targetHeight * targetWidth;
    int to = int(target) + item * int(targetStride), extra = int(residual) + item * int(residualStride);
    uint vector = hasConditioning != 0u ? conditioningRow(uint(item), conditioningWidth, classRows) + conditioningOffset : 0u;
    // One channel an iteration; the sums move up by one for the next, so that the code holds a tile's stores once and not for each channel.
    [[dont_unroll]] for (int i = 0; i < BLOCKS * 4; i++) {
        int channel = block0 * 4 + i;
        if (channel >= targetChannels) break;
        float start = weights[bias + uint(channel)];
        if (hasConditioning != 0u) start += conditioning[vector + uint(channel)];
        [[unroll]] for (int q = 0; q < TILE_HEIGHT; q++)
            [[unroll]] for (int p = 0; p < TILE_WIDTH; p++) {
                if (y0 + q < targetHeight && x0 + p < targetWidth) {
                    int at = channel * cells + (y0 + q) * targetWidth + x0 + p;
                    float value = sum[q][p][0].x + start;
                    if (hasResidual != 0u) value += arena[extra + at];
                    arena[to + at] = value;
                }
                [[unroll]] for (int o = 0; o < BLOCKS; o++)
                    sum[q][p][o] = vec4(sum[q][p][o].yzw, o + 1 < BLOCKS ? sum[q][p][min(o + 1, BLOCKS - 1)].x : 0.0);
            }
    }
}
