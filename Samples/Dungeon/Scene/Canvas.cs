using BfnProcGen.Dungeon.Rendering;

namespace BfnProcGen.Dungeon.Scene;

/// <summary>Puts pieces, monsters, rectangles and text into a picture; what comes later lies above.</summary>
internal sealed class Canvas(SpriteList sprites, PixelStore store)
{
    /// <summary>Pixels from letter to letter.</summary>
    public const int LetterWidth = 6;

    /// <summary>Pixels from line to line.</summary>
    public const int LineHeight = 9;

    private const uint White = 0xffffffff, Black = 0xff000000;

    /// <summary>The upper left corner of the picture in the world's pixels.</summary>
    public (int X, int Y) Camera { get; set; }

    /// <summary>A colour for tints: red, green, blue and opacity from 0 to 255.</summary>
    public static uint Colour(int red, int green, int blue, int opacity = 255) =>
        (uint)red | (uint)green << 8 | (uint)blue << 16 | (uint)opacity << 24;

    /// <summary>A piece in the world, lit.</summary>
    public void InWorld(Piece piece, int x, int y, float ambient, bool isFlipped = false) =>
        InWorld(store[piece], x, y, ambient, White, isFlipped);

    /// <summary>Pixels in the world, lit.</summary>
    public void InWorld(PixelRegion region, int x, int y, float ambient, uint tint, bool isFlipped = false) =>
        Add(region, x - Camera.X, y - Camera.Y, tint, SpriteLook.Lit | (isFlipped ? SpriteLook.Flipped : 0), ambient, 1);

    /// <summary>A rectangle in the world, lit.</summary>
    public void FillInWorld(int x, int y, int width, int height, uint colour, float ambient) =>
        Fill(x - Camera.X, y - Camera.Y, width, height, colour, SpriteLook.Lit, ambient);

    /// <summary>A monster in the world, lit; it stands in the middle of a cell's lower edge.</summary>
    public void MonsterInWorld(int place, int x, int y, float ambient)
    {
        PixelRegion sprite = store.Place(place);
        InWorld(sprite, x + (PixelStore.PieceSize - sprite.Width) / 2, y + PixelStore.PieceSize - sprite.Height, ambient, White);
    }

    /// <summary>A rectangle of the picture.</summary>
    public void Fill(int x, int y, int width, int height, uint colour) => Fill(x, y, width, height, colour, SpriteLook.None, 0);

    /// <summary>A piece of the picture.</summary>
    public void Draw(Piece piece, int x, int y, uint tint = White) => Add(store[piece], x, y, tint, SpriteLook.None, 0, 1);

    /// <summary>A line of text, with a dark edge so that it can be read on anything.</summary>
    public void Text(string text, int x, int y, uint colour, int scale = 1)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ') continue;
            PixelRegion letter = store[text[i]];
            int left = x + i * LetterWidth * scale;
            uint edge = Black & colour;
            Add(letter, left - scale, y, edge, SpriteLook.None, 0, scale);
            Add(letter, left + scale, y, edge, SpriteLook.None, 0, scale);
            Add(letter, left, y - scale, edge, SpriteLook.None, 0, scale);
            Add(letter, left, y + scale, edge, SpriteLook.None, 0, scale);
        }
        for (int i = 0; i < text.Length; i++)
            if (text[i] != ' ') Add(store[text[i]], x + i * LetterWidth * scale, y, colour, SpriteLook.None, 0, scale);
    }

    /// <summary>The same in the middle of a place.</summary>
    public void TextAround(string text, int middle, int y, uint colour, int scale = 1) =>
        Text(text, middle - text.Length * LetterWidth * scale / 2, y, colour, scale);

    /// <summary>A light in the world.</summary>
    public void Light(int x, int y, float radius, float red, float green, float blue) => sprites.Add(new Light
    {
        X = x - Camera.X, Y = y - Camera.Y, Radius = radius, Red = red, Green = green, Blue = blue,
    });

    private void Fill(int x, int y, int width, int height, uint colour, SpriteLook look, float ambient) => sprites.Add(new Sprite
    {
        X = x, Y = y, Size = (uint)width | (uint)height << 16, Look = (uint)(look | SpriteLook.Plain), Tint = colour, Ambient = ambient,
    });

    private void Add(PixelRegion region, int x, int y, uint tint, SpriteLook look, float ambient, int scale) => sprites.Add(new Sprite
    {
        X = x, Y = y, Size = (uint)(region.Width * scale) | (uint)(region.Height * scale) << 16, First = (uint)region.First,
        Look = (uint)region.Stride | (uint)look | (uint)scale << Sprite.ScaleShift, Tint = tint, Ambient = ambient,
    });
}
