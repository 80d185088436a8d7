using System.CommandLine;

namespace BfnProcGen.Editor;

/// <summary>Arguments and options that several commands share, so that they mean the same everywhere.</summary>
internal static class Arguments
{
    public static Argument<string> AssetFolder() => Named("DIR", "Folder of maps: text grids (.txt) or CSV (.csv), with an optional legend.json.");

    public static Argument<string> ModelFile() => Named("MODEL", "Model file (.safetensors) made by 'bfn train'.");

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document to the output; progress goes to the error stream." };

    /// <summary>A list of whole numbers between commas: <c>2,4,8</c>.</summary>
    public static Option<int[]> List(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N,N,…",
        CustomParser = result =>
        {
            string[] parts = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
            int[] numbers = [.. parts.Select(part => int.TryParse(part, out int number) ? number : -1)];
            if (numbers.Any(number => number < 1)) result.AddError($"'{result.Tokens[0].Value}' is no list of positive whole numbers, such as 2,4,8, for {name}.");
            return numbers;
        },
    };

    // A mistyped option would otherwise be taken for the path.
    private static Argument<string> Named(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            string value = result.GetValueOrDefault<string>();
            if (value.StartsWith('-')) result.AddError($"There is no option '{value}'.");
        });
        return argument;
    }
}
