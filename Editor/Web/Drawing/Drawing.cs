namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>All there is of what is being drawn with a model: several pages may show it, and none may.</summary>
/// <param name="first">What is drawn on.</param>
/// <param name="steps">Network evaluations, until others are entered.</param>
internal sealed class Drawing<T, TVariant>(T first, int steps)
    where T : class
{
    private volatile IReadOnlyList<TVariant> _variants = [];

    /// <summary>What is drawn, and all it was before.</summary>
    public History<T> History { get; } = new(first);

    /// <summary>What is asked for when variants are.</summary>
    public VariantSettings Settings { get; } = new(steps);

    /// <summary>What came when they were last asked for.</summary>
    public IReadOnlyList<TVariant> Variants
    {
        get => _variants;
        set => _variants = value;
    }
}
