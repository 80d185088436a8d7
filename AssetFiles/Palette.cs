namespace BfnProcGen.AssetFiles;

/// <summary>Colours for tiles that have none of their own.</summary>
public static class Palette
{
    // Chosen by eye to go together on a dark sheet; further colours are found by distance.
    private static readonly Colour[] Favourites = [.. new[]
    {
        "#2b2f3a", "#b07d4f", "#d8c9a3", "#6f8f4e", "#c8553d", "#4f7cac", "#e0a93b", "#8a5a83", "#5fb3a3", "#7d8597", "#e8e4da", "#a23b5c",
    }.Select(text => Colour.Parse(text)!.Value)];

    /// <summary>One colour a tile: its own where it has one, else one that is clearly different from all others so far.</summary>
    public static Colour[] For(IReadOnlyList<Tile> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        Colour?[] own = [.. tiles.Select(tile => Colour.Parse(tile.Colour))];
        List<Colour> used = [.. own.OfType<Colour>()];
        return Array.ConvertAll(own, colour =>
        {
            if (colour is { } given) return given;
            Colour next = Next(used);
            used.Add(next);
            return next;
        });
    }

    private static Colour Next(List<Colour> used)
    {
        const double ClearlyDifferent = 0.004;
        foreach (Colour favourite in Favourites)
        {
            if (used.TrueForAll(colour => colour.DistanceTo(favourite) > ClearlyDifferent)) return favourite;
        }
        return Candidates().MaxBy(candidate => used.Min(colour => colour.DistanceTo(candidate)));
    }

    private static IEnumerable<Colour> Candidates()
    {
        for (int r = 32; r < 256; r += 31)
        {
            for (int g = 32; g < 256; g += 31)
            {
                for (int b = 32; b < 256; b += 31) yield return new Colour((byte)r, (byte)g, (byte)b);
            }
        }
    }
}
