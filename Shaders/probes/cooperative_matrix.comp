#version 450
// Compiles where the shader compiler knows cooperative matrices (build/shaders.targets).
#pragma use_vulkan_memory_model
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
layout(local_size_x = 32) in;
layout(binding = 0) buffer Sums { float sums[]; };

void main() {
    coopmat<float, gl_ScopeSubgroup, 16, 16, gl_MatrixUseAccumulator> sum =
        coopMatMulAdd(coopmat<float16_t, gl_ScopeSubgroup, 16, 16, gl_MatrixUseA>(1.0),
            coopmat<float16_t, gl_ScopeSubgroup, 16, 16, gl_MatrixUseB>(1.0),
            coopmat<float, gl_ScopeSubgroup, 16, 16, gl_MatrixUseAccumulator>(0.0));
    coopMatStore(sum, sums, 0, 16, gl_CooperativeMatrixLayoutRowMajor);
}
