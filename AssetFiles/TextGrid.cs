using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>Maps as text: one row a line, one character (Unicode scalar) a tile, UTF-8.</summary>
public static class TextGrid
{
    private const int ByteOrderMark = 0xFEFF;

    /// <summary>The map as text, one row a line, with a line feed after every row.</summary>
    /// <exception cref="AssetException">A tile's symbol is no single character, so the map must be written as CSV.</exception>
    public static string Format(TileMap map, IReadOnlyList<Tile> tiles)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(tiles);
        if (tiles.FirstOrDefault(tile => !IsSymbol(tile.Symbol)) is { } wrong)
            throw new AssetException(
                "", $"The tile '{wrong.Symbol}' is not a single character, so the map can't be written as text.", "Use CSV.");
        var text = new StringBuilder();
        for (int y = 0; y < map.Height; y++)
        {
            for (int x = 0; x < map.Width; x++) text.Append(tiles[map[x, y]].Symbol);
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>True for a symbol that can stand in a text grid: one character that is no control character.</summary>
    public static bool IsSymbol(string symbol) =>
        symbol.Length > 0 && Rune.TryGetRuneAt(symbol, 0, out Rune rune) && rune.Utf16SequenceLength == symbol.Length && IsTile(rune);

    internal static SymbolGrid Parse(string place, string text)
    {
        var rows = new List<long[]>();
        foreach (string line in GridLines.Split(text))
        {
            var row = new List<long>(line.Length);
            foreach (Rune rune in line.EnumerateRunes())
            {
                row.Add(rune.Value);
                if (!IsTile(rune))
                {
                    throw new AssetException(
                        $"{place}:{rows.Count + 1}:{row.Count}", $"The control character U+{rune.Value:X4} can't be a tile.",
                        "Write maps as plain text, one character a tile, without tabs.");
                }
            }
            rows.Add([.. row]);
        }
        return SymbolGrid.FromRows(place, rows);
    }

    private static bool IsTile(Rune rune) => !Rune.IsControl(rune) && rune.Value != ByteOrderMark;
}
