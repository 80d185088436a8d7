// The one descriptor set of every kernel (Runtime/Gpu/KernelBindings.cs lists the same bindings); a shader keeps those it uses.
#extension GL_EXT_control_flow_attributes : require

// What changes from one network evaluation to the next (Runtime/Gpu/StepScalars.cs).
struct StepScalars {
    float keep;
    float pull;
    float pullPrevious;
    float noise;
    float startSignal;
    float startNoise;
    uint drawsSamples;
    float perMean;      // x̂ = perMean·μ − perNoise·ε̂; 0 where the network is not asked
    float perNoise;
    float guidance;
    float sharpness;    // 1/temperature
    float minP;
};

layout(set = 0, binding = 0) buffer Arena { float arena[]; };
layout(set = 0, binding = 0) buffer QuadArena { vec4 quadArena[]; };
layout(set = 0, binding = 1) readonly buffer Weights { float weights[]; };
layout(set = 0, binding = 1) readonly buffer PackedWeights { vec4 packedWeights[]; };
layout(set = 0, binding = 1) readonly buffer HalfWeights { uvec2 halfWeights[]; };
layout(set = 0, binding = 2) readonly buffer Steps { StepScalars steps[]; };
layout(set = 0, binding = 3) readonly buffer Conditioning { float conditioning[]; };
// Four words an item of the network's batch (seed, low and high; row of the class; unused), then for every sample what is known: the class
// of each cell or the bits of each variable's value, or 0xffffffff; then what is varied, likewise; then biases, where there are any, as
// bits of floats in the state's layout.
layout(set = 0, binding = 4) readonly buffer Items { uint items[]; };
// The states (logits or μ) as [sample][channel][cell], then the estimates of the evaluation before in the same layout.
layout(set = 0, binding = 5) buffer State { float state[]; };
// A byte a cell or variable, or the bits of a variable's value; behind it the same in another form (export.comp).
layout(set = 0, binding = 6) buffer Result { uint result[]; };
// The evaluation under way, and the next one. Two words, so that no invocation reads what another one writes in the same dispatch.
layout(set = 0, binding = 7) buffer Cursor { uint evaluation; uint nextEvaluation; };

layout(local_size_x_id = 0) in;
