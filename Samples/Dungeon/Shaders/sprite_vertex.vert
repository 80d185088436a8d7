#version 450

// A rectangle of the picture's pixels for each sprite. What is in it is found by sprite_fragment.frag, pixel by pixel.

struct Sprite
{
    ivec2 place;    // of the upper left pixel
    uint size;      // width, height in 16 bits each
    uint first;     // of its pixels in the buffer of all pictures
    uint look;      // pixels from row to row in 16 bits, then flags
    uint tint;
    float ambient;
    uint unused;
};

layout(std430, set = 0, binding = 0) readonly buffer Sprites { Sprite sprites[]; };

layout(push_constant) uniform Push
{
    vec2 picture;   // size in pixels
    ivec2 camera;   // the world's pixel in the upper left corner
    uint lights;
};

layout(location = 0) flat out ivec2 place;
layout(location = 1) flat out uvec4 look;
layout(location = 2) flat out float ambient;

void main()
{
    Sprite sprite = sprites[gl_InstanceIndex];
    vec2 corner = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1);
    vec2 size = vec2(sprite.size & 0xffffu, sprite.size >> 16);
    gl_Position = vec4((vec2(sprite.place) + corner * size) / picture * 2.0 - 1.0, 0.0, 1.0);
    place = sprite.place;
    look = uvec4(sprite.first, sprite.look, sprite.tint, sprite.size & 0xffffu);
    ambient = sprite.ambient;
}
