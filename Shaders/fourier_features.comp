#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// One invocation a cell, channel and octave. Whole turns are taken off first, which is exact; the rest is a polynomial on an eighth of a
// turn, since devices may compute sin and cos to eleven bits only.
layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint first;
    uint channels;
    uint octaves;
    uint cells;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, plane = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= cells) return;
    uint channel = plane % channels, octave = first + plane / channels;
    float turns = arena[source + item * sourceStride + channel * cells + cell] * float(1u << octave);
    float quarters = 4.0 * (turns - roundEven(turns)), whole = roundEven(quarters);
    float angle = (quarters - whole) * 1.57079633, square = angle * angle;
    float s = (((-1.9503904e-4 * square + 8.3320358e-3) * square - 0.16666651) * square + 1.0) * angle;
    float c = (((2.4379831e-5 * square - 1.3886618e-3) * square + 4.1666617e-2) * square - 0.5) * square + 1.0;
    int quadrant = int(whole) & 3;
    vec2 wave = quadrant == 0 ? vec2(s, c) : quadrant == 1 ? vec2(c, -s) : quadrant == 2 ? vec2(-s, -c) : vec2(-c, s);
    uint to = target + item * targetStride + plane * cells + cell;
    arena[to] = wave.x;
    arena[to + channels * octaves * cells] = wave.y;
}
