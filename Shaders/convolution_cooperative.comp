#version 450
#pragma use_vulkan_memory_model
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#include "bindings.glsl"
#include "conditioning.glsl"

// Direct convolution as products of cooperative matrices: 16-bit factors, 32-bit sums. A workgroup computes a tile of TILE_ITEMS pieces of
// TILE_WIDTH × TILE_HEIGHT cells in CHANNEL_GROUPS · CHANNEL_MATRICES · ROWS channels. It rounds what the cells need of SOURCES source
// channels, and a row of taps of the weights, into shared memory; a tap is then a product of two matrices that lie there as they are:
// [channel][source channel] times [source channel][cell]. The order of a sum's terms depends on DEPTH and SOURCES alone, not on the tile.
layout(constant_id = 4) const int TILE_WIDTH = 16;
layout(constant_id = 5) const int TILE_HEIGHT = 4;
layout(constant_id = 6) const int TILE_ITEMS = 1;
layout(constant_id = 7) const int ROWS = 16;             // of a matrix of sums: channels
layout(constant_id = 8) const int COLUMNS = 16;         // of a matrix of sums: cells
layout(constant_id = 9) const int DEPTH = 16;           // terms of a product: source channels
layout(constant_id = 10) const int CHANNEL_GROUPS = 2;   // subgroups side by side
layout(constant_id = 11) const int CELL_GROUPS = 2;
layout(constant_id = 12) const int CHANNEL_MATRICES = 2; // of each subgroup
layout(constant_id = 13) const int CELL_MATRICES = 2;
layout(constant_id = 14) const int SOURCES = 16;         // a multiple of the depth
const bool TEXELS = false;
#include "texels.glsl"
#include "convolution.glsl"

const int SIZE = int(gl_WorkGroupSize.x);
const int SPAN_X = (TILE_WIDTH - 1) * STRIDE + KERNEL;
const int SPAN_Y = (TILE_HEIGHT - 1) * STRIDE + KERNEL;
const int PIECE = (SPAN_Y * SPAN_X + STRIDE - 1) / STRIDE * STRIDE; // places that are loaded of an item; a whole number of strides
const int REGION = TILE_ITEMS * PIECE;
const bool IN_ROWS = TILE_WIDTH % COLUMNS == 0;
const int PER_ROW = IN_ROWS ? TILE_WIDTH / COLUMNS : 1; // matrices
const int LAST = (CELL_GROUPS * CELL_MATRICES * COLUMNS - 1) * STRIDE + (KERNEL - 1) * (SPAN_X + 1);
const int PLACES = REGION > LAST ? REGION : LAST + 1;
const int QUADS = SOURCES / 4;
const int CELL_PITCH = QUADS + 2;                        // two more keep columns aligned, and neighbours off each other's banks
const int BLOCKS = CHANNEL_GROUPS * CHANNEL_MATRICES * ROWS / 4;
const int FACTOR_PITCH = (BLOCKS + 3) / 2 * 2;

shared f16vec4 cells[PLACES * CELL_PITCH];                        // [place][source channel]
shared f16vec4 factors[KERNEL * SOURCES * FACTOR_PITCH];          // [tap of a row][source channel][channel]
shared float sums[CHANNEL_GROUPS * CELL_GROUPS * ROWS * COLUMNS]; // [subgroup][channel][cell]

// Cells are numbered as they lie in shared memory, in rows of SPAN_X, STRIDE places apart: then the neighbours of cells that follow each
// other follow each other, too, and are a matrix. Numbers beyond the tile's width belong to no cell, and their sums are left out. Where
// rows of the tile are whole matrices, each starts at a cell.
int firstOf(int matrix) {
    if (!IN_ROWS) return matrix * COLUMNS;
    int row = matrix / PER_ROW;
    return row / TILE_HEIGHT * (PIECE / STRIDE) + row % TILE_HEIGHT * SPAN_X + matrix % PER_ROW * COLUMNS;
}

// What is beyond a 16-bit float's range is the largest there is, and no infinity that spoils all sums.
f16vec4 rounded(vec4 values) { return f16vec4(clamp(values, -65504.0, 65504.0)); }

void main() {
    int lane = int(gl_LocalInvocationID.x);
    int across = (targetWidth + TILE_WIDTH - 1) / TILE_WIDTH, down = (targetHeight + TILE_HEIGHT - 1) / TILE_HEIGHT;
    int tile = int(gl_WorkGroupID.x);
    int x0 = tile % across * TILE_WIDTH, y0 = tile / across % down * TILE_HEIGHT, item0 = tile / (across * down) * TILE_ITEMS;
    int block0 = int(gl_WorkGroupID.y) * BLOCKS, lastBlock = (targetChannels + 3) / 4 - 1;
    int area = sourceHeight * sourceWidth;

    int group = int(gl_SubgroupID), channelMatrix = group % CHANNEL_GROUPS * CHANNEL_MATRICES;
    int cellMatrix = group / CHANNEL_GROUPS * CELL_MATRICES;
    coopmat<float, gl_ScopeSubgroup, ROWS, COLUMNS, gl_MatrixUseAccumulator> sum[CHANNEL_MATRICES * CELL_MATRICES];
    [[unroll]] for (int i = 0; i < CHANNEL_MATRICES * CELL_MATRICES; i++)
        sum[i] = coopmat<float, gl_ScopeSubgroup, ROWS, COLUMNS, gl_MatrixUseAccumulator>(0.0);

    for (int c = 0; c < sourceChannels; c += SOURCES)
    for (int ky = 0; ky < KERNEL; ky++) {
        barrier();
        if (ky == 0) {
            for (int i = lane; i < REGION * QUADS; i += SIZE) {
                int place = i % REGION, quad = i / REGION, item = min(item0 + place / PIECE, batch - 1), inPiece = place % PIECE;
                int x = x0 * STRIDE + inPiece % SPAN_X - PADDING, y = y0 * STRIDE + inPiece / SPAN_X - PADDING;
                bool inside = x >= 0 && x < sourceWidth && y >= 0 && y < sourceHeight;
                int from = int(source) + item * int(sourceStride) + y * sourceWidth + x;
                vec4 values = vec4(0.0);
                [[unroll]] for (int e = 0; e < 4; e++) {
                    int channel = c + quad * 4 + e;
                    if (inside && channel < sourceChannels) values[e] = arena[from + channel * area];
                }
                cells[place * CELL_PITCH + quad] = rounded(values);
            }
        }
        for (int i = lane; i < BLOCKS * SOURCES * KERNEL; i += SIZE) {
            int block = i / (SOURCES * KERNEL), from = i / KERNEL % SOURCES, kx = i % KERNEL;
            vec4 values = vec4(0.0);
            if (c + from < sourceChannels)
                values = weightsAt((min(block0 + block, lastBlock) * sourceChannels + c + from) * TAPS + ky * KERNEL + kx);
            factors[(kx * SOURCES + from) * FACTOR_PITCH + block] = rounded(values);
        }
        barrier();
        for (int kx = 0; kx < KERNEL; kx++)
        for (int k = 0; k < SOURCES; k += DEPTH) {
            coopmat<float16_t, gl_ScopeSubgroup, ROWS, DEPTH, gl_MatrixUseA> w[CHANNEL_MATRICES];
            [[unroll]] for (int o = 0; o < CHANNEL_MATRICES; o++)
                coopMatLoad(w[o], factors, (kx * SOURCES + k) * FACTOR_PITCH + (channelMatrix + o) * (ROWS / 4), FACTOR_PITCH,
                    gl_CooperativeMatrixLayoutColumnMajor);
            [[unroll]] for (int p = 0; p < CELL_MATRICES; p++) {
                int place = firstOf(cellMatrix + p) * STRIDE + ky * SPAN_X + kx;
                coopmat<float16_t, gl_ScopeSubgroup, DEPTH, COLUMNS, gl_MatrixUseB> v;
                coopMatLoad(v, cells, place * CELL_PITCH + k / 4, STRIDE * CELL_PITCH, gl_CooperativeMatrixLayoutColumnMajor);
                [[unroll]] for (int o = 0; o < CHANNEL_MATRICES; o++)
                    sum[o * CELL_MATRICES + p] = coopMatMulAdd(w[o], v, sum[o * CELL_MATRICES + p]);
            }
        }
    }

    int own = group * ROWS * COLUMNS;
    [[unroll]] for (int o = 0; o < CHANNEL_MATRICES; o++)
    [[unroll]] for (int p = 0; p < CELL_MATRICES; p++) {
        subgroupBarrier();
        coopMatStore(sum[o * CELL_MATRICES + p], sums, own, COLUMNS, gl_CooperativeMatrixLayoutRowMajor);
        subgroupBarrier();
        int channel0 = block0 * 4 + (channelMatrix + o) * ROWS, first = firstOf(cellMatrix + p);
        for (int i = int(gl_SubgroupInvocationID); i < ROWS * COLUMNS; i += int(gl_SubgroupSize)) {
            int channel = channel0 + i / COLUMNS, number = first + i % COLUMNS;
            int inItem = number % (PIECE / STRIDE), itemInTile = number / (PIECE / STRIDE), item = item0 + itemInTile;
            int inX = inItem % SPAN_X, inY = inItem / SPAN_X, x = x0 + inX, y = y0 + inY;
            if (channel >= targetChannels || itemInTile >= TILE_ITEMS || item >= batch || inX >= TILE_WIDTH || inY >= TILE_HEIGHT
                || x >= targetWidth || y >= targetHeight) continue;
            int at = (channel * targetHeight + y) * targetWidth + x;
            float value = sums[own + i] + startOf(channel, vectorOf(item));
            if (hasResidual != 0u) value += arena[int(residual) + item * int(residualStride) + at];
            arena[int(target) + item * int(targetStride) + at] = value;
        }
    }
}
