using System.IO.Hashing;
using System.Text;

namespace BfnProcGen.Training.Data;

/// <summary>Draws pixels black (0) or white (1), their brightness/255 being the probability of white.</summary>
internal static class Binarisation
{
    /// <summary>Draws in place.</summary>
    public static void Draw(Span<byte> brightness, ref RandomStream random)
    {
        for (int i = 0; i < brightness.Length; i++) brightness[i] = random.NextUnit() * 255 < brightness[i] ? (byte)1 : (byte)0;
    }

    /// <summary>Draws a map, always alike for its source.</summary>
    public static TileMap Once(TileMap brightness, string source)
    {
        byte[] cells = brightness.Cells.ToArray();
        var random = new RandomStream(0, RandomPurpose.Binarisation, (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(source)));
        Draw(cells, ref random);
        return new TileMap(brightness.Width, brightness.Height, cells);
    }
}
