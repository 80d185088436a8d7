namespace BfnProcGen.AssetFiles;

/// <summary>A map as it stands in its file, before its symbols have become tile indices.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Symbols">Row after row: Unicode scalars of a text grid, integers of CSV.</param>
internal sealed record SymbolGrid(int Width, int Height, long[] Symbols)
{
    /// <summary>Joins rows of equal length.</summary>
    /// <exception cref="AssetException">There is no row, or they differ in length.</exception>
    public static SymbolGrid FromRows(string place, IReadOnlyList<long[]> rows)
    {
        if (rows.Count == 0) throw new AssetException(place, "The file holds no map.", "Remove it, or write one row a line.");
        int width = rows.Where(row => row.Length > 0).GroupBy(row => row.Length).MaxBy(group => group.Count())!.Key;
        for (int y = 0; y < rows.Count; y++)
        {
            if (rows[y].Length == width) continue;
            throw new AssetException($"{place}:{y + 1}", $"Row {y + 1} has {Tiles(rows[y].Length)}, the others have {width}.",
                "Make all rows equally long, or take the file out of the folder if it is no map.");
        }
        return new SymbolGrid(width, rows.Count, [.. rows.SelectMany(row => row)]);

        static string Tiles(int count) => count == 1 ? "1 tile" : $"{count} tiles";
    }
}
