#include "philox.glsl"

// The random numbers of a sampling run; Runtime/Sampling/Noise.cs is the same text in C# and says more. Everything is `precise`, and
// made of sums and products alone, so that no device rounds it differently.
const uint NORMAL_DRAWS = 0u, UNIFORM_DRAWS = 1u;

// Natural logarithm of a normal x in (0, 1].
float noiseLog(float x) {
    uint bits = floatBitsToUint(x);
    int exponent = int(bits >> 23) - 127;
    precise float f = uintBitsToFloat((bits & 0x7FFFFFu) | 0x3F800000u);
    if (f > 1.41421354) {
        f = f * 0.5;
        exponent++;
    }
    f = f - 1.0;
    precise float p = -0.0745118622;
    p = p * f + 0.128066104;
    p = p * f - 0.132660314;
    p = p * f + 0.141996501;
    p = p * f - 0.166083694;
    p = p * f + 0.200009394;
    p = p * f - 0.250015791;
    p = p * f + 0.333333453;
    p = p * f - 0.499999885;
    p = p * f + 1.0;
    precise float result = p * f + float(exponent) * 0.693147181;
    return result;
}

float noiseSqrt(float x) {
    precise float y = uintBitsToFloat(0x5F3759DFu - (floatBitsToUint(x) >> 1));
    precise float halved = 0.5 * x;
    for (int i = 0; i < 4; i++) y = y * (1.5 - halved * y * y);
    precise float result = x * y;
    return result;
}

vec2 boxMuller(uint radiusBits, uint angleBits) {
    const float unit = 1.0 / 16777216.0;
    precise float squaredRadius = -2.0 * noiseLog(float((radiusBits >> 8) + 1u) * unit);
    precise float radius = noiseSqrt(squaredRadius);
    precise float angle = (float((angleBits >> 6) & 0xFFFFFFu) * unit - 0.5) * 1.57079633;
    precise float square = angle * angle;
    precise float s = (((-1.9503904e-4 * square + 8.3320358e-3) * square - 0.16666651) * square + 1.0) * angle * radius;
    precise float c = ((((2.4379831e-5 * square - 1.3886618e-3) * square + 4.1666617e-2) * square - 0.5) * square + 1.0) * radius;
    uint quadrant = angleBits >> 30;
    return quadrant == 0u ? vec2(c, s) : quadrant == 1u ? vec2(-s, c) : quadrant == 2u ? vec2(-c, -s) : vec2(s, -c);
}

// Four independent draws from N(0, 1): classes 4·block to 4·block + 3 of a cell are element cell · ⌈K/4⌉ + block.
vec4 normal4(uvec2 seed, uint element, uint step) {
    uvec4 words = philox(uvec4(element, step, NORMAL_DRAWS, 0u), seed);
    return vec4(boxMuller(words.x, words.y), boxMuller(words.z, words.w));
}

// One draw from the uniform distribution on [0, 1).
float uniformDraw(uvec2 seed, uint cell, uint step) {
    return float(philox(uvec4(cell, step, UNIFORM_DRAWS, 0u), seed).x >> 8) * (1.0 / 16777216.0);
}
