namespace BfnProcGen.Maps;

/// <summary>A rectangle of a map's cells, from the top left.</summary>
/// <param name="X">Its first column.</param>
/// <param name="Y">Its first row.</param>
/// <param name="Width">Its columns, at least 1.</param>
/// <param name="Height">Its rows, at least 1.</param>
public readonly record struct CellArea(int X, int Y, int Width, int Height)
{
    /// <summary>Whether a cell lies in it.</summary>
    public bool Contains(int x, int y) => x >= X && y >= Y && x - X < Width && y - Y < Height;

    /// <summary>Refuses an area that isn't wholly on a map.</summary>
    /// <exception cref="RequestException">Says where the map ends.</exception>
    internal void Require(int width, int height)
    {
        if (X >= 0 && Y >= 0 && Width >= 1 && Height >= 1 && (long)X + Width <= width && (long)Y + Height <= height) return;
        throw new RequestException(
            $"The area of {Width}×{Height} cells from column {X} and row {Y} on isn't on the map of {width}×{height}.");
    }
}

/// <summary>A cell of a map, from the top left.</summary>
/// <param name="X">Its column.</param>
/// <param name="Y">Its row.</param>
public readonly record struct Cell(int X, int Y);
