// The arena and the weights, read as texels where that is faster (Runtime/Gpu/KernelContext.cs): software Vulkan gathers texels for all
// lanes at once, and reads a storage buffer lane by lane in a loop. A shader that includes this declares the constant TEXELS before.
layout(set = 0, binding = 8) uniform samplerBuffer arenaTexels;
layout(set = 0, binding = 9) uniform samplerBuffer arenaQuads;
layout(set = 0, binding = 10) uniform samplerBuffer weightQuads;
layout(set = 0, binding = 11) uniform samplerBuffer weightHalves;

float arenaAt(int i) {
    if (TEXELS) return texelFetch(arenaTexels, i).x;
    return arena[i];
}

// Four floats in a row, the first at a multiple of 4; with TEXELS only.
vec4 quadAt(int i) { return texelFetch(arenaQuads, i / 4); }
