namespace BfnProcGen;

/// <summary>A rectangular map of tile indices. Index i means <c>Tiles[i]</c> of the model or of the folder it came from.</summary>
public sealed class TileMap
{
    private readonly byte[] _cells;

    /// <summary>Wraps a row-major array of <paramref name="width"/> × <paramref name="height"/> tile indices; the array is not copied.</summary>
    /// <exception cref="ArgumentException">The array's length is not width × height.</exception>
    public TileMap(int width, int height, byte[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (cells.Length != (long)width * height)
            throw new ArgumentException($"A {width}×{height} map has {(long)width * height} cells, not {cells.Length}.", nameof(cells));
        (Width, Height, _cells) = (width, height, cells);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The tile index at column <paramref name="x"/> and row <paramref name="y"/>, from the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column or row.</exception>
    public byte this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            return _cells[y * Width + x];
        }
    }

    /// <summary>All tile indices, row after row.</summary>
    public ReadOnlySpan<byte> Cells => _cells;
}

/// <summary>One kind of tile.</summary>
/// <param name="Symbol">What stands for it in a map file: a character in a text grid, an integer in CSV.</param>
/// <param name="Name">A word for people ("wall"), or null.</param>
/// <param name="Colour">How pictures paint it, as <c>#rrggbb</c>, or null for a colour of the program's choice.</param>
public sealed record Tile(string Symbol, string? Name = null, string? Colour = null);
