namespace BfnProcGen.Networks;

/// <summary>
/// The extents of one value of one item: every value is a stack of <paramref name="Channels"/> planes of
/// <paramref name="Height"/> × <paramref name="Width"/>, stored plane after plane, row after row. Text is one row; a vector is 1 × 1.
/// </summary>
public readonly record struct Shape(int Channels, int Height, int Width)
{
    /// <summary>A vector: one number a channel.</summary>
    public static Shape Vector(int channels) => new(channels, 1, 1);

    /// <summary>Cells of one plane.</summary>
    public int Area => Height * Width;

    /// <summary>Numbers in the whole value.</summary>
    public int Count => Channels * Area;

    /// <summary>True for one number a channel, which broadcasts over planes.</summary>
    public bool IsVector => Area == 1;

    /// <inheritdoc/>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
