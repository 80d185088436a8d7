using System.CommandLine;
using BfnProcGen.Texts;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options of <c>bfn sample</c> that only text models take.</summary>
/// <param name="ban">What is banned, an option that others share.</param>
internal sealed class TextArguments(Option<string[]> ban)
{
    private readonly Option<int> _minLength = Arguments.Whole("--min-length", "Text: the fewest characters.", null, 1, 4096);
    private readonly Option<int> _maxLength = Arguments.Whole("--max-length", "Text: the most characters.", null, 1, 4096);

    private readonly Option<string?> _pattern = new("--pattern")
    {
        Description = "Text: what is known of it, character by character: ? is any, a * at the end lets it go on, as in 'Mac*'.",
        HelpName = "PATTERN",
    };

    private readonly Option<bool> _new = new("--new") { Description = "Text: only such as the model was not trained on." };
    private readonly Option<bool> _distinct = new("--distinct") { Description = "Text: none twice." };

    public IEnumerable<Option> All => [_minLength, _maxLength, _pattern, _new, _distinct];

    /// <summary>What is asked for.</summary>
    public TextRequest Read(ParseResult parsed) => new()
    {
        MinLength = parsed.GetValue(_minLength) is > 0 and var least ? least : 1,
        MaxLength = parsed.GetValue(_maxLength) is > 0 and var most ? most : null,
        Pattern = parsed.GetValue(_pattern),
        Banned = parsed.GetValue(ban) ?? [],
        OnlyNew = parsed.GetValue(_new),
        OnlyDistinct = parsed.GetValue(_distinct),
    };
}
