#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// What is copied to memory of the caller's: the result in another form, behind the result itself. A word an invocation: two indices of 16
// bits, one of 32, or a pixel of 8 bits a channel, red first.
layout(constant_id = 1) const uint FORM = 0u;
const uint HALVES = 0u, WORDS = 1u, PALETTE = 2u, BINS = 3u, VALUES = 4u;

layout(push_constant) uniform Push {
    uint target;
    uint palette;
    uint samples;
    uint channels;
    uint cells;
    uint bins;
};

uint levelAt(uint variable) { return (result[variable / 4u] >> (8u * (variable % 4u))) & 0xffu; }

uint channelAt(uint cell, uint channel) {
    uint variable = (cell / cells * channels + channel) * cells + cell % cells;
    if (FORM == BINS) return uint(roundEven(float(levelAt(variable) * 255u) / float(bins - 1u)));
    return uint(roundEven((clamp(uintBitsToFloat(result[variable]), -1.0, 1.0) * 0.5 + 0.5) * 255.0));
}

uint pixelAt(uint cell) {
    uint first = channelAt(cell, 0u);
    uint green = channels < 3u ? first : channelAt(cell, 1u), blue = channels < 3u ? first : channelAt(cell, 2u);
    uint alpha = channels % 2u == 0u ? channelAt(cell, channels - 1u) : 255u;
    return first | green << 8u | blue << 16u | alpha << 24u;
}

void main() {
    uint word = gl_GlobalInvocationID.x, all = samples * cells;
    if (FORM == HALVES) {
        uint second = 2u * word + 1u;
        if (second > all) return;
        result[target + word] = levelAt(2u * word) | (second < all ? levelAt(second) << 16u : 0u);
        return;
    }
    if (word >= all) return;
    result[target + word] = FORM == WORDS ? levelAt(word) : FORM == PALETTE ? items[palette + levelAt(word)] : pixelAt(word);
}
