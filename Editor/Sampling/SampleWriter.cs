namespace BfnProcGen.Editor.Sampling;

/// <summary>Writes samples as they come, each file whole or not at all; then what shows them together, where there is such a thing.</summary>
internal abstract class SampleWriter
{
    /// <summary>The files that hold the samples.</summary>
    public abstract IEnumerable<string> Results { get; }

    /// <summary>The contact sheet; null where there is nothing to look at.</summary>
    public abstract string? Sheet { get; }

    /// <summary>How many samples the contact sheet shows: the first ones.</summary>
    public abstract int OnSheet { get; }

    /// <summary>Samples written so far.</summary>
    public int Written { get; protected set; }

    /// <summary>Writes the next samples.</summary>
    /// <exception cref="BfnProcGen.AssetFiles.OutputException">A file can't be written.</exception>
    public abstract void Write(IReadOnlyList<Drawn> samples);

    /// <summary>Writes what shows them together, after the last one.</summary>
    /// <exception cref="BfnProcGen.AssetFiles.OutputException">The file can't be written.</exception>
    public abstract void Finish();
}
