#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint sourceHeight;
    uint sourceWidth;
    uint targetHeight;
    uint targetWidth;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, channel = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= targetHeight * targetWidth) return;
    uint x = cell % targetWidth, y = cell / targetWidth;
    uint from = (channel * sourceHeight + y / 2u) * sourceWidth + x / 2u;
    arena[target + item * targetStride + channel * targetHeight * targetWidth + cell] = arena[source + item * sourceStride + from];
}
