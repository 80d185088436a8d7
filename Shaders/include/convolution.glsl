// What all forms of the convolution have in common. A sum takes its terms in one order, source channel by source channel and tap by tap,
// each by a fused multiply-add, then what it starts with, then the residual: every form and tile gives the same bits. Weights are packed
// [channels/4][source channels][kernel²][4]. A shader that includes this includes texels.glsl before.
layout(constant_id = 1) const int KERNEL = 3;
layout(constant_id = 2) const int STRIDE = 1;
layout(constant_id = 3) const bool HALVES = false;  // weights are 16-bit floats

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint hasResidual;
    uint residual;
    uint residualStride;
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
const int TAPS = KERNEL * KERNEL;

// Four weights in a row, of which `weight` is the first of all.
vec4 weightsAt(int i) {
    int at = int(weight) + i;
    if (TEXELS) return HALVES ? texelFetch(weightHalves, at) : texelFetch(weightQuads, at);
    if (HALVES) return vec4(unpackHalf2x16(halfWeights[at].x), unpackHalf2x16(halfWeights[at].y));
    return packedWeights[at];
}

// Where the conditioning vector of an item starts.
uint vectorOf(int item) {
    return hasConditioning != 0u ? conditioningRow(uint(item), conditioningWidth, classRows) + conditioningOffset : 0u;
}

// What is added to the sums of a channel.
float startOf(int channel, uint vector) {
    float start = weights[bias + uint(channel)];
    if (hasConditioning != 0u) start += conditioning[vector + uint(channel)];
    return start;
}
