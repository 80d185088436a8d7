#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint channels;
    uint sourceHeight;
    uint sourceWidth;
    uint targetHeight;
    uint targetWidth;
};

void main() {
    uint i = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (i >= channels * targetHeight * targetWidth) return;
    uint x = i % targetWidth, y = i / targetWidth % targetHeight, channel = i / (targetWidth * targetHeight);
    uint from = (channel * sourceHeight + y / 2u) * sourceWidth + x / 2u;
    arena[target + item * targetStride + i] = arena[source + item * sourceStride + from];
}
