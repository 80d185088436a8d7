namespace BfnProcGen.Texts;

/// <summary>What a request says of each character of a text.</summary>
/// <param name="Characters">The character at each place, or null for any.</param>
/// <param name="GoesOn">Whether the text may go on behind them.</param>
internal sealed record TextPattern(IReadOnlyList<string?> Characters, bool GoesOn)
{
    public static TextPattern Anything { get; } = new([], GoesOn: true);

    /// <exception cref="RequestException">There is a star before the end.</exception>
    public static TextPattern Parse(string pattern)
    {
        List<string> given = Alphabet.Split(pattern);
        var characters = new List<string?>();
        bool goesOn = false;
        for (int i = 0; i < given.Count; i++)
        {
            if (given[i] == "*")
            {
                if (i < given.Count - 1)
                {
                    throw new RequestException(
                        $"The pattern '{pattern}' has a '*' before its end: write '\\*' for a star, '?' for any character.");
                }
                goesOn = true;
            }
            else if (given[i] == "?")
            {
                characters.Add(null);
            }
            else
            {
                if (given[i] == "\\" && i < given.Count - 1 && given[i + 1] is "*" or "?" or "\\") i++;
                characters.Add(given[i]);
            }
        }
        return new TextPattern(characters, goesOn);
    }
}
