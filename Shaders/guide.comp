#version 450
#extension GL_GOOGLE_include_directive : require
#include "bindings.glsl"

// Classifier-free guidance: (1 + w)·output(class) − w·output(no class), where the second half of the batch was evaluated without class.
// Items without a class keep their output.
layout(push_constant) uniform Push {
    uint outputs;
    uint outputsStride;
    uint samples;
    uint cells;
    uint noClass;
};

void main() {
    uint cell = gl_GlobalInvocationID.x, channel = gl_WorkGroupID.y, item = gl_WorkGroupID.z;
    if (cell >= cells || items[item * 4u + 2u] == noClass) return;
    uint at = outputs + item * outputsStride + channel * cells + cell;
    float guidance = steps[evaluation].guidance;
    precise float guided = (1.0 + guidance) * arena[at] - guidance * arena[at + samples * outputsStride];
    arena[at] = guided;
}
