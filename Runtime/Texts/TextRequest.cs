namespace BfnProcGen.Texts;

/// <summary>What texts a game wants.</summary>
public sealed record TextRequest
{
    /// <summary>How many.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Everything random follows from it: the n-th text for a seed is the same however many are asked for.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The seed of each text, in place of <see cref="Count"/> and <see cref="Seed"/>; null for <see cref="Count"/> texts of seeds that follow
    /// one another.
    /// </summary>
    public IReadOnlyList<ulong>? Seeds { get; init; }

    /// <summary>The label to draw from, or null for any.</summary>
    public string? Class { get; init; }

    /// <summary>The fewest characters, at least 1.</summary>
    public int MinLength { get; init; } = 1;

    /// <summary>The most characters; null for as many as the model can make.</summary>
    public int? MaxLength { get; init; }

    /// <summary>
    /// What is known of each text, character by character: <c>?</c> stands for any one character, a <c>*</c> at the end lets the text go on
    /// ("Mac*" begins with Mac, "?a?a" has four letters), a backslash before either takes it as it is. Null for nothing known.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>What no text may contain, in upper or lower case. A text with any of it is drawn anew with another seed.</summary>
    public IReadOnlyList<string> Banned { get; init; } = [];

    /// <summary>Whether texts the model was trained on are drawn anew; the model must know them (see <see cref="KnownTexts"/>).</summary>
    public bool OnlyNew { get; init; }

    /// <summary>Whether texts that repeat an earlier one are drawn anew.</summary>
    public bool OnlyDistinct { get; init; }

    /// <summary>How often a text is drawn before it is given up.</summary>
    public int MostTries { get; init; } = 32;
}

/// <summary>What draws of a text failed.</summary>
[Flags]
public enum TextProblems
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It contains what is banned.</summary>
    Banned = 1,

    /// <summary>The model was trained on it.</summary>
    Known = 2,

    /// <summary>It repeats an earlier one.</summary>
    Repeated = 4,
}

/// <summary>What became of one of the texts asked for.</summary>
/// <param name="Text">The text, or null where none of the draws would do.</param>
/// <param name="Seed">The seed that gave it, or the last one tried; with the same request a draw with it gives this very text.</param>
/// <param name="Tries">How often it was drawn.</param>
/// <param name="Problems">What earlier draws failed; with <paramref name="Text"/> null, all of them.</param>
public sealed record TextResult(string? Text, ulong Seed, int Tries, TextProblems Problems);
