#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

layout(push_constant) uniform Push {
    uint source;
    uint sourceStride;
    uint target;
    uint targetStride;
    uint count;
};

void main() {
    uint i = gl_GlobalInvocationID.x, item = gl_WorkGroupID.y;
    if (i >= count) return;
    arena[target + item * targetStride + i] = log(max(0.0, 0.5 * arena[source + item * sourceStride + i] + 0.5) + 1e-4);
}
