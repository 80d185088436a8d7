namespace BfnProcGen.AssetFiles.Texts;

/// <summary>What of the files is read.</summary>
public sealed record TextReadOptions
{
    /// <summary>
    /// The column (or JSON field) that holds the text, by its header or by its number from 1. Null takes the column "text" or "name", or
    /// the
    /// only one there is.
    /// </summary>
    public string? TextColumn { get; init; }

    /// <summary>
    /// The column (or JSON field) that holds the label, by its header or by its number from 1. Null takes the column "label" where there is
    /// one, and else the file's place: its sub-folder, or, where several files lie in one folder, its name without the extension.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>Whether a .txt file is one long text, line ends and all, rather than an item a line.</summary>
    public bool IsRunning { get; init; }
}

/// <summary>One text to learn from.</summary>
/// <param name="Text">The text in Unicode's form C. An item is one line; running text has line feeds.</param>
/// <param name="Label">Its label, or null.</param>
/// <param name="Place">Where it stands: "names.txt:12".</param>
public sealed record TextItem(string Text, string? Label, string Place);
