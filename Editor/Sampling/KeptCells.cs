using BfnProcGen.AssetFiles;
using BfnProcGen.Maps;

namespace BfnProcGen.Editor.Sampling;

/// <summary>A map of which only some cells are settled, as a text grid: <c>?</c> stands for a cell that is open.</summary>
internal static class KeptCells
{
    private static readonly Tile Open = new("?", "open");

    /// <summary>Writes the cells that are kept.</summary>
    /// <param name="map">The map.</param>
    /// <param name="kept">Which of its cells are kept.</param>
    /// <param name="tiles">The tiles.</param>
    /// <exception cref="RequestException">The tiles leave no room for the sign of an open cell.</exception>
    /// <exception cref="AssetException">A tile's symbol is no single character.</exception>
    public static string Format(TileMap map, IReadOnlyList<bool> kept, IReadOnlyList<Tile> tiles)
    {
        byte open = (byte)tiles.Count;
        IReadOnlyList<Tile> all = WithOpen(tiles);
        byte[] cells = map.Cells.ToArray();
        for (int i = 0; i < cells.Length; i++)
        {
            if (!kept[i]) cells[i] = open;
        }
        return TextGrid.Format(new TileMap(map.Width, map.Height, cells), all);
    }

    /// <summary>Reads such a grid as rules.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tiles">The model's tiles.</param>
    /// <exception cref="RequestException">The tiles leave no room for the sign of an open cell.</exception>
    /// <exception cref="AssetException">The file is no map, or holds another tile.</exception>
    public static MapRules Read(string path, IReadOnlyList<Tile> tiles)
    {
        TileMap map = MapFile.Read(path, WithOpen(tiles)).Map;
        return MapRules.None.Keep(map, [.. Enumerable.Range(0, map.Cells.Length).Where(cell => map.Cells[cell] == tiles.Count)
            .Select(cell => new CellArea(cell % map.Width, cell / map.Width, 1, 1))]);
    }

    private static IReadOnlyList<Tile> WithOpen(IReadOnlyList<Tile> tiles) =>
        tiles.Count > byte.MaxValue || tiles.Any(tile => tile.Symbol == Open.Symbol)
            ? throw new RequestException(
                $"'{Open.Symbol}' stands for an open cell, and the model has a tile of that symbol, or as many tiles as can be.")
            : [.. tiles, Open];
}
