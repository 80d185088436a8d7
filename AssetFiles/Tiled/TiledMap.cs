namespace BfnProcGen.AssetFiles.Tiled;

/// <summary>A part of a layer: all of it, or a chunk of an infinite map's.</summary>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Cells">A tile's number over all tile sets, 0 for none, with the bits that turn it.</param>
internal sealed record TiledChunk(int Left, int Top, int Width, int Height, uint[] Cells);

/// <summary>A layer of tiles.</summary>
internal sealed record TiledLayer(string Name, bool IsVisible, IReadOnlyList<TiledChunk> Chunks);

/// <summary>A map of Tiled, as its XML (<c>.tmx</c>) or JSON (<c>.tmj</c>) file says.</summary>
internal sealed class TiledMap
{
    /// <summary>The bits of a cell that turn its tile.</summary>
    public const uint Horizontal = 0x8000_0000, Vertical = 0x4000_0000, Diagonal = 0x2000_0000, Hexagonal = 0x1000_0000;

    /// <summary>The most cells of a map that are read.</summary>
    public const int MostCells = 1 << 22;

    /// <summary>The greatest coordinate of a chunk.</summary>
    public const int Farthest = 1 << 24;

    private const uint Turns = Horizontal | Vertical | Diagonal | Hexagonal;

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Whether it is as large as what is drawn on it.</summary>
    public required bool IsInfinite { get; init; }

    /// <summary>The tile sets with the number of the first tile of each, in ascending order.</summary>
    public required IReadOnlyList<(uint First, TiledTileSet Set)> TileSets { get; init; }

    /// <summary>The layers of tiles, the lowest first.</summary>
    public required IReadOnlyList<TiledLayer> Layers { get; init; }

    /// <summary>How many other layers there are: objects and pictures.</summary>
    public required int OtherLayers { get; init; }

    /// <summary>
    /// The one grid that a model learns: in each cell the uppermost tile of the visible layers, and <see cref="NamedTiles.Empty"/> where
    /// there is none.
    /// </summary>
    /// <exception cref="AssetException">There is no layer of tiles, or a cell has a tile that no tile set knows.</exception>
    public SymbolGrid Flatten(NamedTiles names, string place)
    {
        TiledChunk[] chunks = [.. Layers.Where(layer => layer.IsVisible).SelectMany(layer => layer.Chunks)];
        if (chunks.Length == 0)
            throw new AssetException(
                place, "The map has no visible layer of tiles.", "Draw one, or show one that is hidden (Layer > Show/Hide).");
        (int left, int top, int width, int height) = IsInfinite ? Drawn(chunks, place) : (0, 0, Width, Height);
        var cells = new uint[width * height];
        foreach (TiledChunk chunk in chunks)
        {
            for (int i = 0; i < chunk.Cells.Length; i++)
            {
                int x = chunk.Left + i % chunk.Width - left, y = chunk.Top + i / chunk.Width - top;
                if (chunk.Cells[i] != 0 && (uint)x < width && (uint)y < height) cells[y * width + x] = chunk.Cells[i];
            }
        }
        var known = new Dictionary<uint, long>();
        var symbols = new long[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            if (!known.TryGetValue(cells[i], out symbols[i]))
            {
                string at = $"{place}: column {i % width + 1} of row {i / width + 1}";
                known[cells[i]] = symbols[i] = names.Add(TileOf(cells[i], at), at);
            }
        }
        return new SymbolGrid(width, height, symbols);
    }

    private Tile TileOf(uint cell, string place)
    {
        if (cell == 0) return NamedTiles.Empty;
        uint number = cell & ~Turns;
        int set = -1;
        while (set + 1 < TileSets.Count && TileSets[set + 1].First <= number) set++;
        if (set < 0 || number - TileSets[set].First >= (TileSets[set].Set.Count ?? int.MaxValue))
        {
            throw new AssetException(place, $"The tile number {number} is in none of the map's tile sets.",
                "Put the right tile sets beside the map, or draw over the cells that Tiled shows as missing.");
        }
        return TileSets[set].Set.TileOf((int)(number - TileSets[set].First), cell & Turns);
    }

    // What lies around all tiles of an infinite map.
    private static (int Left, int Top, int Width, int Height) Drawn(TiledChunk[] chunks, string place)
    {
        int left = int.MaxValue, top = int.MaxValue, right = int.MinValue, bottom = int.MinValue;
        foreach (TiledChunk chunk in chunks)
        {
            for (int i = 0; i < chunk.Cells.Length; i++)
            {
                if (chunk.Cells[i] == 0) continue;
                int x = chunk.Left + i % chunk.Width, y = chunk.Top + i / chunk.Width;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }
        }
        if (left > right) throw new AssetException(place, "The infinite map has no tile.", "Draw something, or take it out of the folder.");
        long width = (long)right - left + 1, height = (long)bottom - top + 1;
        if (width * height > MostCells)
        {
            throw new AssetException(place, $"The infinite map reaches over {width}×{height} cells.",
                $"At most {MostCells >> 20} million are read: remove what lies far off, or cut the map up.");
        }
        return (left, top, (int)width, (int)height);
    }
}
