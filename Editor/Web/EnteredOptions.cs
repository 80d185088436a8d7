using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using System.Text.RegularExpressions;

namespace BfnProcGen.Editor.Web;

/// <summary>
/// What is entered in the fields of a page, read by the command line's own parser. What is wrong with it is said in the page's words: there
/// are no dashes there, and no types of .NET.
/// </summary>
internal sealed partial class EnteredOptions
{
    private readonly Command _command = new("page");
    private readonly Dictionary<string, string> _labels;

    /// <summary>Reads some options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="labels">What the page calls those that it doesn't call by their name.</param>
    public EnteredOptions(IEnumerable<Option> options, params (string Name, string Label)[] labels)
    {
        foreach (Option option in options)
        {
            if (IsNumber(option)) option.Validators.Add(RefuseComma);
            _command.Add(option);
        }
        _labels = _command.Options.Select(option => option.Name.TrimStart('-')).ToDictionary(name => name);
        foreach ((string name, string label) in labels) _labels[name] = label;
    }

    /// <summary>Entries as they stand on a command line; what was left empty doesn't.</summary>
    public static IEnumerable<string> Format(IEnumerable<(string Name, string? Value)> entered) => entered
        .Where(entry => !string.IsNullOrWhiteSpace(entry.Value)).Select(entry => $"--{entry.Name}={entry.Value!.Trim()}");

    /// <summary>Reads what was entered.</summary>
    /// <param name="entered">As <see cref="Format"/> has it.</param>
    /// <param name="read">Takes it from the options.</param>
    /// <exception cref="RequestException">It makes no sense; says why.</exception>
    public T Read<T>(IEnumerable<string> entered, Func<ParseResult, T> read)
    {
        ParseResult parsed = _command.Parse([.. entered]);
        if (parsed.Errors.Count > 0) throw new RequestException(string.Join(" ", parsed.Errors.GroupBy(OptionOf).SelectMany(Explain).Distinct()));
        try
        {
            return read(parsed);
        }
        catch (RequestException e)
        {
            throw new RequestException(InWords(e.Message));
        }
    }

    private static bool IsNumber(Option option) => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) == typeof(double);

    // The parser takes it for one between thousands: 1,5 would be 15.
    private static void RefuseComma(OptionResult result)
    {
        if (result.Tokens is [var given, ..] && given.Value.Contains(','))
            result.AddError($"{result.Option.Name} must be a number with a point, such as 0.5, not '{given.Value}'.");
    }

    private static OptionResult? OptionOf(ParseError error) => error.SymbolResult as OptionResult;

    // What an option says itself begins with its name; all else is the parser's, and speaks of types.
    private IEnumerable<string> Explain(IGrouping<OptionResult?, ParseError> errors)
    {
        string[] messages = [.. errors.Select(error => error.Message)];
        if (errors.Key is not { Tokens: [var given, ..] } result) return messages.Select(InWords);
        string[] own = [.. messages.Where(message => message.StartsWith(result.Option.Name, StringComparison.Ordinal))];
        if (own.Length == 0 && Wanted(result.Option.ValueType) is { } wanted)
        {
            own = [BigInteger.TryParse(given.Value, out BigInteger number) && number > 0 ? $"{result.Option.Name} can't be as large as {given.Value}."
                : $"{result.Option.Name} must be {wanted}, not '{given.Value}'."];
        }
        return (own.Length > 0 ? own : messages).Select(InWords);
    }

    private static string? Wanted(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.UInt32 or TypeCode.UInt64 => "a whole number of 0 or more",
        TypeCode.Double => "a number",
        _ => null,
    };

    private string InWords(string message) =>
        OptionName.Replace(message, name => _labels.TryGetValue(name.Groups[1].Value, out string? label) ? $"'{label}'" : name.Value);

    [GeneratedRegex("--([a-z0-9-]+)")]
    private static partial Regex OptionName { get; }
}
