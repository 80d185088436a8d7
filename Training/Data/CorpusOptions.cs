namespace BfnProcGen.Training.Data;

/// <summary>How a folder of maps becomes training data.</summary>
public sealed record CorpusOptions
{
    /// <summary>Columns and rows of the crops to train on; null takes the maps whole, which then must have one size.</summary>
    public CropSize? Crop { get; init; }

    /// <summary>Mirror maps left to right, at random. Off unless asked for: a lit or leaning tile would come out wrong.</summary>
    public bool FlipHorizontally { get; init; }

    /// <summary>Mirror maps top to bottom, at random.</summary>
    public bool FlipVertically { get; init; }

    /// <summary>Share of the source files that is kept back for the validation loss; 0 keeps none back.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Learn which label belongs to an item, so that a game can ask for it.</summary>
    public bool UsesLabels { get; init; } = true;
}

/// <summary>The size of a crop in cells.</summary>
public readonly record struct CropSize(int Width, int Height)
{
    /// <summary>Reads <c>WIDTHxHEIGHT</c>, as in <c>28x14</c>.</summary>
    /// <exception cref="TrainingException">The text is no size.</exception>
    public static CropSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.ToLowerInvariant().Split('x', '×');
        if (parts.Length == 2 && int.TryParse(parts[0], out int width) && int.TryParse(parts[1], out int height) && width > 0 && height > 0)
            return new CropSize(width, height);
        throw new TrainingException($"'{text}' is not a size; write WIDTHxHEIGHT in cells, as in 28x14.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height}";
}
