using System.CommandLine;

namespace BfnProcGen.Editor.Commands;

/// <summary>What a model says about itself, under the keys that other tools for safetensors files know (modelspec).</summary>
internal sealed class ModelLabels
{
    private static readonly (string Option, string Key, string Description)[] Labels =
    [
        ("--title", "modelspec.title", "The model's title."),
        ("--author", "modelspec.author", "Who made it."),
        ("--license", "modelspec.license", "Under which licence it may be used."),
    ];

    private readonly (Option<string?> Option, string Key)[] _options =
        Array.ConvertAll(Labels, label => (new Option<string?>(label.Option) { Description = label.Description }, label.Key));

    public IEnumerable<Option> All => _options.Select(label => label.Option);

    public Dictionary<string, string> Read(ParseResult parsed) => _options
        .Where(label => parsed.GetValue(label.Option) is not null)
        .ToDictionary(label => label.Key, label => parsed.GetValue(label.Option)!);

    /// <summary>The options that give these labels.</summary>
    public static IEnumerable<string> Arguments(IReadOnlyDictionary<string, string> labels) => Labels
        .Where(label => labels.ContainsKey(label.Key))
        .SelectMany(label => new[] { label.Option, labels[label.Key] });
}
