namespace BfnProcGen.Gpu;

/// <summary>Extents of cooperative matrices: rows × columns of sums, and the terms of each.</summary>
/// <param name="Rows">M: of the first factor and the sums.</param>
/// <param name="Columns">N: of the second factor and the sums.</param>
/// <param name="Depth">K: columns of the first factor, rows of the second.</param>
internal readonly record struct MatrixExtents(int Rows, int Columns, int Depth)
{
    /// <summary>Multiply-adds of a product.</summary>
    public long Work => (long)Rows * Columns * Depth;

    /// <summary>Whether the kernel can lay such matrices out: weights lie in fours of channels, and columns start at 16 bytes.</summary>
    public bool SuitTheKernel => Rows % 4 == 0 && Depth % 8 == 0 && Columns > 0;

    public override string ToString() => $"{Rows}x{Columns}x{Depth}";
}
