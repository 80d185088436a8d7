using System.CommandLine;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;

namespace BfnProcGen.Editor;

/// <summary>Arguments and options that several commands share, so that they mean the same everywhere.</summary>
internal static class Arguments
{
    public static Argument<string> Assets() =>
        Named("ASSETS",
            "Folder of maps (text grids or CSV, with an optional legend.json) or of images (PNG, IDX); or a file or folder of texts (.txt, .csv, .jsonl).");

    public static Argument<string> ModelFile() => Named("MODEL", "Model file (.safetensors) made by 'bfn train'.");

    public static Argument<string?> OptionalModelFile(string without)
    {
        Argument<string?> argument = Named("MODEL", $"Model file (.safetensors) made by 'bfn train'; without one, {without}.")!;
        argument.Arity = ArgumentArity.ZeroOrOne;
        return argument;
    }

    public static Argument<string> WeightsFile() =>
        Named("WEIGHTS", "Weights (.safetensors) under the parameter names of the paper's reference implementation.");

    public static Option<bool> Json() =>
        new("--json") { Description = "Write one JSON document to the output; progress goes to the error stream." };

    public static Option<int> Steps() =>
        Whole("--steps", "Network evaluations a sample [default: 8; of texts whose characters take turns one each, and one].", null, 1, 10_000);

    /// <summary>The evaluations that were asked for, or as many as suit the model.</summary>
    public static int Steps(ParseResult parsed, Option<int> steps, Model model) =>
        parsed.GetValue(steps) is > 0 and var given ? given : model.UsualEvaluations;

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Seed of the first sample; the others have the following seeds.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    public static Option<Backend> Backend() =>
        new("--backend") { Description = "What evaluates the network; all give the same samples for the same seeds." };

    public static Option<string[]> Ban() => new("--ban")
    {
        Description = "Between commas. Maps: tiles, by symbol or name, that never appear. Text: what none may contain, in any case.",
        HelpName = "WORD,…",
        CustomParser = result => result.Tokens[0].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    /// <summary>A file or folder, null where none is named.</summary>
    public static Option<string?> Path(string name, string description, string helpName, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var given, ..] && string.IsNullOrWhiteSpace(given.Value)) result.AddError($"{name} must not be empty.");
        });
        return option;
    }

    /// <summary>A whole number within limits, which the option's help and its error message name.</summary>
    public static Option<int> Whole(string name, string description, int? byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N" };
        if (byDefault is { } value) option.DefaultValueFactory = _ => value;
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            if (!int.TryParse(result.Tokens[0].Value, out int given) || given < least || given > most)
                result.AddError($"{name} must be a whole number from {least:N0} to {most:N0}, not '{result.Tokens[0].Value}'.");
        });
        return option;
    }

    /// <summary>A list of whole numbers between commas: <c>2,4,8</c>.</summary>
    public static Option<int[]> List(string name, string description, params IReadOnlyList<int> byDefault)
    {
        const int Most = 10_000;
        string shown = byDefault.Count > 0 ? $" [default: {string.Join(',', byDefault)}]" : "";
        return new Option<int[]>(name)
        {
            Description = description + shown,
            HelpName = "N,N,…",
            CustomParser = result =>
            {
                string[] parts = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
                int[] numbers = [.. parts.Select(part => int.TryParse(part, out int number) ? number : 0)];
                if (numbers.Any(number => number is < 1 or > Most))
                {
                    result.AddError(
                        $"{name} must be whole numbers from 1 to {Most:N0} between commas, such as 2,4,8, not '{result.Tokens[0].Value}'.");
                }
                return numbers;
            },
        };
    }

    /// <summary>The list that was given, or the usual one.</summary>
    public static T[] Given<T>(ParseResult parsed, Option<T[]> option, T[] usual) =>
        parsed.GetValue(option) is { Length: > 0 } given ? given : usual;

    // A mistyped option would otherwise be taken for the path.
    private static Argument<string> Named(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            string value = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(value)) result.AddError($"{name} must not be empty.");
            if (value.StartsWith('-')) result.AddError($"There is no option '{value}'.");
        });
        return argument;
    }
}
