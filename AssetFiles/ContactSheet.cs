namespace BfnProcGen.AssetFiles;

/// <summary>Draws maps: one alone, or many side by side on one sheet.</summary>
public static class ContactSheet
{
    private static readonly Colour Backdrop = new(0x16, 0x18, 0x1d);

    /// <summary>Draws one map, without a margin.</summary>
    public static Picture DrawMap(TileMap map, TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(tiles);
        var picture = new Picture(map.Width * tiles.TileSize, map.Height * tiles.TileSize);
        picture.Fill(Backdrop);
        DrawAt(picture, map, tiles, 0, 0);
        return picture;
    }

    /// <summary>Draws maps in rows on one sheet, with a small margin around each; all cells are as large as the largest map.</summary>
    /// <exception cref="ArgumentException">
    /// There is no map, or the sheet would be larger than a <see cref="Picture"/> can be (see <see cref="Capacity"/>).
    /// </exception>
    public static Picture Draw(IReadOnlyList<TileMap> maps, TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(tiles);
        if (maps.Count == 0) throw new ArgumentException("A sheet needs a map.", nameof(maps));
        return Arrange(maps.Count, maps.Max(map => map.Width), maps.Max(map => map.Height), tiles.TileSize,
            (sheet, i, left, top) => DrawAt(sheet, maps[i], tiles, left, top));
    }

    /// <summary>An empty sheet for things of one size, each of which <paramref name="draw"/> then draws at its left and top.</summary>
    internal static Picture Arrange(int count, int mapWidth, int mapHeight, int tileSize, Action<Picture, int, int, int> draw)
    {
        int width = mapWidth * tileSize, height = mapHeight * tileSize;
        int margin = Margin(width, height), columns = Columns(count, width + margin, height + margin);
        (long sheetWidth, long sheetHeight) = SizeFor(count, mapWidth, mapHeight, tileSize);
        var sheet = new Picture(checked((int)sheetWidth), checked((int)sheetHeight));
        sheet.Fill(Backdrop);
        for (int i = 0; i < count; i++)
            draw(sheet, i, margin + i % columns * (width + margin), margin + i / columns * (height + margin));
        return sheet;
    }

    /// <summary>Pixels of the sheet that <see cref="Draw"/> makes of so many maps of a size.</summary>
    public static (long Width, long Height) SizeFor(int count, int mapWidth, int mapHeight, int tileSize)
    {
        int width = mapWidth * tileSize, height = mapHeight * tileSize, margin = Margin(width, height);
        int columns = Columns(count, width + margin, height + margin), rows = (count + columns - 1) / columns;
        return (columns * ((long)width + margin) + margin, rows * ((long)height + margin) + margin);
    }

    /// <summary>How many maps of a size fit on one sheet of at most 4096 pixels each way, and at least 1.</summary>
    public static int Capacity(int mapWidth, int mapHeight, int tileSize)
    {
        const int Edge = 4096;
        int width = mapWidth * tileSize, height = mapHeight * tileSize, margin = Margin(width, height);
        return Math.Max(1, (Edge - margin) / (width + margin)) * Math.Max(1, (Edge - margin) / (height + margin));
    }

    /// <summary>
    /// A whole number of pixels a tile at which <paramref name="count"/> maps of a size make a sheet of about 1600 pixels.
    /// </summary>
    public static int FittingTileSize(int mapWidth, int mapHeight, int count)
    {
        double cells = Math.Sqrt((double)mapWidth * mapHeight * count);
        int fit = (int)Math.Clamp(1400 / cells, 2, 16);
        return Math.Max(1, Math.Min(fit, Picture.MaxEdge / 2 / Math.Max(mapWidth, mapHeight)));
    }

    private static int Margin(int width, int height) => Math.Clamp(Math.Min(width, height) / 16, 2, 16);

    // As many columns as make the sheet about four by three.
    private static int Columns(int count, int width, int height)
    {
        const double Aspect = 4.0 / 3;
        return Enumerable.Range(1, count).MinBy(columns =>
        {
            int rows = (count + columns - 1) / columns;
            double aspect = (double)columns * width / ((double)rows * height), empty = (double)(columns * rows - count) / count;
            return Math.Abs(Math.Log(aspect / Aspect)) + 2 * empty;
        });
    }

    private static void DrawAt(Picture picture, TileMap map, TileSet tiles, int left, int top)
    {
        for (int y = 0; y < map.Height; y++)
        {
            for (int x = 0; x < map.Width; x++) picture.Draw(tiles[map[x, y]], left + x * tiles.TileSize, top + y * tiles.TileSize);
        }
    }
}
