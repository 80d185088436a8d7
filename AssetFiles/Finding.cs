namespace BfnProcGen.AssetFiles;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing to do.</summary>
    Note,

    /// <summary>Training works, but the result may suffer.</summary>
    Warning,

    /// <summary>The folder can't be trained on until this is put right.</summary>
    Error,
}

/// <summary>One thing that was noticed in a folder of assets.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Place">The file, with row and column where there is one ("room.txt:3:7"), or "" for the folder as a whole.</param>
/// <param name="Message">What is the matter.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Finding(Severity Severity, string Place, string Message, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Place.Length > 0 ? Place + ": " : "")}{Message} {Remedy}".TrimEnd();
}
