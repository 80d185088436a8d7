#version 450

// The pixel of a sprite at this pixel of the picture: found with whole numbers alone, so that it is crisp. World sprites are lit.

struct Light
{
    vec2 place;     // in the picture's pixels
    float radius;
    float unused;
    vec4 colour;
};

layout(std430, set = 0, binding = 1) readonly buffer Pixels { uint pixels[]; };
layout(std430, set = 0, binding = 2) readonly buffer Lights { Light light[]; };

layout(push_constant) uniform Push
{
    vec2 picture;
    ivec2 camera;
    uint lights;
};

layout(location = 0) flat in ivec2 place;
layout(location = 1) flat in uvec4 look;    // first pixel, stride and flags, tint, width
layout(location = 2) flat in float ambient;

layout(location = 0) out vec4 colour;

const uint Flipped = 1u << 16, Lit = 1u << 17, Plain = 1u << 18, ScaleShift = 20;
const float Levels = 9.0;
const float Bayer[16] = float[](
    0.0, 8.0, 2.0, 10.0, 12.0, 4.0, 14.0, 6.0, 3.0, 11.0, 1.0, 9.0, 15.0, 7.0, 13.0, 5.0);

// Light falls off in steps, which a pattern fixed to the world blends into each other.
vec3 brightness(ivec2 at)
{
    vec3 sum = ambient * vec3(0.72, 0.78, 1.12);
    for (uint i = 0u; i < lights; i++)
    {
        vec2 away = (vec2(at) + 0.5 - light[i].place) / light[i].radius;
        float fall = max(0.0, 1.0 - dot(away, away));
        sum += light[i].colour.rgb * (fall * fall);
    }
    float most = max(max(sum.r, sum.g), max(sum.b, 0.001));
    ivec2 cell = (at + camera) & 3;
    float threshold = (Bayer[cell.y * 4 + cell.x] + 0.5) / 16.0;
    return sum / most * (floor(min(most, 1.3) * Levels + threshold) / Levels);
}

void main()
{
    ivec2 at = ivec2(gl_FragCoord.xy);
    colour = unpackUnorm4x8(look.z);
    if ((look.y & Plain) == 0u)
    {
        uint scale = max(1u, look.y >> ScaleShift);
        uvec2 texel = uvec2(at - place);
        if ((look.y & Flipped) != 0u) texel.x = look.w - 1u - texel.x;
        texel /= scale;
        colour *= unpackUnorm4x8(pixels[look.x + texel.y * (look.y & 0xffffu) + texel.x]);
        if (colour.a == 0.0) discard;
    }
    if ((look.y & Lit) != 0u) colour.rgb *= brightness(at);
}
