#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"
#include "conditioning.glsl"

// Direct convolution in tiles of shared memory, for GPUs that have it near the arithmetic. A workgroup computes TILE_ITEMS pieces of
// TILE_WIDTH × TILE_HEIGHT cells, each of an item of its own, in BLOCKS · 4 channels: it loads what they need of SOURCES source channels
// and the weights together, then every invocation takes CELLS_EACH cells and BLOCKS_EACH fours of channels through all taps.
layout(constant_id = 4) const int TILE_WIDTH = 8;
layout(constant_id = 5) const int TILE_HEIGHT = 8;
layout(constant_id = 6) const int TILE_ITEMS = 1;
layout(constant_id = 7) const int BLOCKS = 8;
layout(constant_id = 8) const int CELLS_EACH = 4;  // divides the cells
layout(constant_id = 9) const int BLOCKS_EACH = 2; // divides the blocks; the workgroup is as large as what is left of both
layout(constant_id = 10) const int SOURCES = 4;     // divides the number of source channels
const bool TEXELS = false;
#include "texels.glsl"
#include "convolution.glsl"

const int SIZE = int(gl_WorkGroupSize.x);
const int CELLS = TILE_WIDTH * TILE_HEIGHT * TILE_ITEMS;
const int CELL_LANES = CELLS / CELLS_EACH;
const int SPAN_X = (TILE_WIDTH - 1) * STRIDE + KERNEL;
const int SPAN_Y = (TILE_HEIGHT - 1) * STRIDE + KERNEL;
const int PIECE = SPAN_Y * SPAN_X;
const int REGION = TILE_ITEMS * PIECE;              // cells that are loaded of a source channel
const int LOADERS = SIZE > REGION ? SIZE / REGION : 1; // invocations that load the same place, each of other channels
const int PLACES = (REGION + SIZE - 1) / SIZE;      // places an invocation loads
const int ROWS = SOURCES * TAPS;
const int PITCH = BLOCKS + 1;                       // keeps neighbours that store in a column off each other's banks

shared float cells[SOURCES * REGION];
shared vec4 factors[ROWS * PITCH];

void main() {
    int lane = int(gl_LocalInvocationID.x);
    int across = (targetWidth + TILE_WIDTH - 1) / TILE_WIDTH, down = (targetHeight + TILE_HEIGHT - 1) / TILE_HEIGHT;
    int tile = int(gl_WorkGroupID.x);
    int x0 = tile % across * TILE_WIDTH, y0 = tile / across % down * TILE_HEIGHT, item0 = tile / (across * down) * TILE_ITEMS;
    int block0 = int(gl_WorkGroupID.y) * BLOCKS, lastBlock = (targetChannels + 3) / 4 - 1;
    int area = sourceHeight * sourceWidth;

    // Cells beyond the border are read from the nearest cell inside and multiplied by zero.
    int loader = lane / REGION, from[PLACES];
    float inside[PLACES];
    [[unroll]] for (int k = 0; k < PLACES; k++) {
        int place = lane % REGION + k * SIZE, item = min(item0 + place / PIECE, batch - 1);
        int x = x0 * STRIDE + place % SPAN_X - PADDING, y = y0 * STRIDE + place % PIECE / SPAN_X - PADDING;
        int column = clamp(x, 0, sourceWidth - 1), row = clamp(y, 0, sourceHeight - 1);
        from[k] = int(source) + item * int(sourceStride) + row * sourceWidth + column;
        inside[k] = column == x && row == y ? 1.0 : 0.0;
    }

    // Where the cells of this invocation start among those that are loaded.
    int cellLane = lane % CELL_LANES, blockLane = lane / CELL_LANES * BLOCKS_EACH, first[CELLS_EACH];
    [[unroll]] for (int e = 0; e < CELLS_EACH; e++) {
        int cell = cellLane + e * CELL_LANES, inItem = cell % (TILE_WIDTH * TILE_HEIGHT);
        first[e] = cell / (TILE_WIDTH * TILE_HEIGHT) * PIECE + inItem / TILE_WIDTH * STRIDE * SPAN_X + inItem % TILE_WIDTH * STRIDE;
    }
    float sum[CELLS_EACH * BLOCKS_EACH * 4];
    [[unroll]] for (int i = 0; i < CELLS_EACH * BLOCKS_EACH * 4; i++) sum[i] = 0.0;

    for (int c = 0; c < sourceChannels; c += SOURCES) {
        barrier();
        if (loader < LOADERS) {
            for (int j = loader; j < SOURCES; j += LOADERS) {
                [[unroll]] for (int k = 0; k < PLACES; k++) {
                    int place = lane % REGION + k * SIZE;
                    if (place < REGION) cells[j * REGION + place] = arena[from[k] + (c + j) * area] * inside[k];
                }
            }
        }
        for (int i = lane; i < BLOCKS * ROWS; i += SIZE) {
            int block = i / ROWS, row = i % ROWS;
            factors[row * PITCH + block] = weightsAt((min(block0 + block, lastBlock) * sourceChannels + c) * TAPS + row);
        }
        barrier();
        for (int j = 0; j < SOURCES; j++)
        for (int ky = 0; ky < KERNEL; ky++)
        [[unroll]] for (int kx = 0; kx < KERNEL; kx++) {
            vec4 w[BLOCKS_EACH];
            [[unroll]] for (int o = 0; o < BLOCKS_EACH; o++)
                w[o] = factors[(j * TAPS + ky * KERNEL + kx) * PITCH + blockLane + o];
            [[unroll]] for (int e = 0; e < CELLS_EACH; e++) {
                float value = cells[j * REGION + first[e] + ky * SPAN_X + kx];
                [[unroll]] for (int o = 0; o < BLOCKS_EACH; o++)
                    [[unroll]] for (int i = 0; i < 4; i++) {
                        int at = (e * BLOCKS_EACH + o) * 4 + i;
                        sum[at] = fma(w[o][i], value, sum[at]);
                    }
            }
        }
    }

    [[unroll]] for (int e = 0; e < CELLS_EACH; e++) {
        int cell = cellLane + e * CELL_LANES, inItem = cell % (TILE_WIDTH * TILE_HEIGHT);
        int item = item0 + cell / (TILE_WIDTH * TILE_HEIGHT), x = x0 + inItem % TILE_WIDTH, y = y0 + inItem / TILE_WIDTH;
        if (item >= batch || x >= targetWidth || y >= targetHeight) continue;
        uint vector = vectorOf(item);
        [[unroll]] for (int k = 0; k < BLOCKS_EACH * 4; k++) {
            int channel = (block0 + blockLane) * 4 + k;
            if (channel >= targetChannels) break;
            int at = (channel * targetHeight + y) * targetWidth + x;
            float value = sum[e * BLOCKS_EACH * 4 + k] + startOf(channel, vector);
            if (hasResidual != 0u) value += arena[int(residual) + item * int(residualStride) + at];
            arena[int(target) + item * int(targetStride) + at] = value;
        }
    }
}
