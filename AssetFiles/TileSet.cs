namespace BfnProcGen.AssetFiles;

/// <summary>How tiles look: one little square picture each, all of one size.</summary>
public sealed class TileSet
{
    /// <summary>Pixels a tile where nothing says otherwise.</summary>
    public const int UsualSize = 16;

    private readonly Picture[] _tiles;

    private TileSet(Picture[] tiles) => _tiles = tiles;

    /// <summary>Number of tiles.</summary>
    public int Count => _tiles.Length;

    /// <summary>Width and height of a tile in pixels.</summary>
    public int TileSize => _tiles[0].Width;

    /// <summary>How many tiles stand in a row of <see cref="DrawSheet"/>.</summary>
    public int SheetColumns => Math.Min(Count, 8);

    /// <summary>The picture of a tile.</summary>
    public Picture this[int tile] => _tiles[tile];

    /// <summary>Squares of plain colour: the tiles' own, or clearly different ones of the program's choice.</summary>
    public static TileSet FromColours(IReadOnlyList<Tile> tiles, int size)
    {
        return new TileSet(Array.ConvertAll(Palette.For(tiles), colour =>
        {
            var square = new Picture(size, size);
            square.Fill(colour);
            return square;
        }));
    }

    /// <summary>All tiles on one picture, without gaps, row after row.</summary>
    public Picture DrawSheet()
    {
        var sheet = new Picture(SheetColumns * TileSize, (Count + SheetColumns - 1) / SheetColumns * TileSize);
        for (int i = 0; i < Count; i++) sheet.Draw(_tiles[i], PlaceOf(i).Left, PlaceOf(i).Top);
        return sheet;
    }

    /// <summary>Where a tile is on that picture, in pixels.</summary>
    public (int Left, int Top) PlaceOf(int tile) => (tile % SheetColumns * TileSize, tile / SheetColumns * TileSize);

    /// <summary>
    /// Tiles cut from a legend's image, whose i-th square, row after row, is the legend's i-th tile; every pixel is repeated
    /// <paramref name="scale"/> times both ways.
    /// </summary>
    /// <exception cref="AssetException">
    /// The image can't be read, has fewer squares than the legend has tiles, or the legend lacks one of <paramref name="tiles"/>.
    /// </exception>
    public static TileSet FromImage(Legend legend, IReadOnlyList<Tile> tiles, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(legend);
        ArgumentNullException.ThrowIfNull(tiles);
        if (legend.ImagePath is null)
            throw new AssetException("", "The legend names no tile-set image.", "Add \"tileset\" to it, or draw with colours.");
        Picture image = Picture.Read(legend.ImagePath, legend.Bounds);
        int columns = image.Width / legend.TileSize, rows = image.Height / legend.TileSize;
        if (columns * rows < legend.Tiles.Count)
        {
            throw new AssetException(Path.GetFileName(legend.ImagePath),
                $"The image has room for {columns * rows} tiles of {legend.TileSize} pixels; the legend lists {legend.Tiles.Count}.",
                "Add the missing ones, row after row, in the legend's order.");
        }
        return new TileSet([.. tiles.Select(tile =>
        {
            int i = legend.Tiles.ToList().FindIndex(listed => listed.Symbol == tile.Symbol);
            return i >= 0
                ? image.Cut(i % columns * legend.TileSize, i / columns * legend.TileSize, legend.TileSize, scale)
                : throw new AssetException(Legend.FileName, $"The legend lacks the tile '{tile.Symbol}'.",
                    "Take the legend of the maps the model was trained on.");
        })]);
    }
}
