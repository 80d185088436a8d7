using System.Text.Json.Serialization;
using BfnProcGen.AssetFiles.Texts;

namespace BfnProcGen.Training.Data;

/// <summary>How texts become training data.</summary>
public sealed record TextOptions
{
    /// <summary>The most characters an alphabet can have: classes are bytes, and one is the end symbol.</summary>
    public const int LargestAlphabet = 255;

    /// <summary>The longest item that <see cref="Length"/> null allows for.</summary>
    public const int LongestByDefault = 256;

    /// <summary>The column or JSON field that holds the text; see <see cref="TextReadOptions.TextColumn"/>.</summary>
    public string? TextColumn { get; init; }

    /// <summary>The column or JSON field that holds the label; see <see cref="TextReadOptions.LabelColumn"/>.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// The longest item in characters; longer ones are left out, since half a name is no name. Null for the longest there is, at most
    /// <see cref="LongestByDefault"/>.
    /// </summary>
    public int? Length { get; init; }

    /// <summary>
    /// Null for an item a line. Otherwise a file is one long text, line ends and all, and items are all windows of this many characters in
    /// it;
    /// the end of each file is kept back for validation, not random lines.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>
    /// The most different characters. Of more, the commonest are learnt: items with others are left out, and so are others in running text.
    /// </summary>
    public int MostCharacters { get; init; } = LargestAlphabet;

    /// <summary>What to read of the files.</summary>
    [JsonIgnore]
    public TextReadOptions Reading => new() { TextColumn = TextColumn, LabelColumn = LabelColumn, IsRunning = Window is not null };
}
