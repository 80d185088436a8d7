using System.CommandLine;

namespace BfnProcGen.Editor;

/// <summary>Arguments and options that several commands share, so that they mean the same everywhere.</summary>
internal static class Arguments
{
    public static Argument<string> AssetFolder() => Named("DIR", "Folder of maps: text grids (.txt) or CSV (.csv), with an optional legend.json.");

    public static Argument<string> ModelFile() => Named("MODEL", "Model file (.safetensors) made by 'bfn train'.");

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document to the output; progress goes to the error stream." };

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
