using System.Globalization;
using System.Text;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Maps as integers between commas, one row a line, as map editors export them. With nothing but integers there is nothing to quote,
/// so a split at commas is the whole format; a comma at the end of a row is allowed.
/// </summary>
public static class CsvGrid
{
    /// <summary>The map as CSV: the tiles' symbols where all of them are integers, else their indices.</summary>
    public static string Format(TileMap map, IReadOnlyList<Tile> tiles)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(tiles);
        bool integers = tiles.All(tile => IsSymbol(tile.Symbol));
        var text = new StringBuilder();
        for (int y = 0; y < map.Height; y++)
        {
            for (int x = 0; x < map.Width; x++)
            {
                if (x > 0) text.Append(',');
                if (integers) text.Append(tiles[map[x, y]].Symbol);
                else text.Append(CultureInfo.InvariantCulture, $"{map[x, y]}");
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>True for an integer in its shortest form.</summary>
    public static bool IsSymbol(string symbol) =>
        TryParse(symbol, out long value) && value.ToString(CultureInfo.InvariantCulture) == symbol;

    internal static SymbolGrid Parse(string place, string text)
    {
        var rows = new List<long[]>();
        foreach (string line in GridLines.Split(text))
        {
            string[] fields = line.Split(',');
            int count = fields.Length > 1 && string.IsNullOrWhiteSpace(fields[^1]) ? fields.Length - 1 : fields.Length;
            var row = new long[count];
            for (int x = 0; x < count; x++)
            {
                if (TryParse(fields[x].Trim(), out row[x])) continue;
                throw new AssetException($"{place}:{rows.Count + 1}:{x + 1}", $"'{Shorten(fields[x].Trim())}' is not an integer.",
                    "A CSV map holds one integer a tile, separated by commas.");
            }
            rows.Add(row);
        }
        return SymbolGrid.FromRows(place, rows);
    }

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static string Shorten(string text) => text.Length <= 24 ? text : text[..24] + "…";
}
