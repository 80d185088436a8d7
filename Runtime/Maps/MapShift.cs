namespace BfnProcGen.Maps;

/// <summary>A map rolled over its edges: what leaves it at one side comes in at the other.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="X">Columns to the right, from 0 to before the width.</param>
/// <param name="Y">Rows down, from 0 to before the height.</param>
internal readonly record struct MapShift(int Width, int Height, int X, int Y)
{
    /// <summary>Where a cell goes.</summary>
    public int To(int cell) => (cell / Width + Y) % Height * Width + (cell % Width + X) % Width;

    /// <summary>Planes of cells, rolled.</summary>
    public T[] Roll<T>(ReadOnlySpan<T> planes)
    {
        var rolled = new T[planes.Length];
        int area = Width * Height;
        for (int i = 0; i < rolled.Length; i++) rolled[i / area * area + To(i % area)] = planes[i];
        return rolled;
    }

    /// <summary>A rolled plane of cells as it was.</summary>
    public T[] Back<T>(ReadOnlySpan<T> rolled)
    {
        var plane = new T[rolled.Length];
        for (int i = 0; i < plane.Length; i++) plane[i] = rolled[To(i)];
        return plane;
    }
}
