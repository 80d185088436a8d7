using System.CommandLine;

namespace BfnProcGen.Editor.Commands;

/// <summary>What a model says about itself, under the keys that other tools for safetensors files know (modelspec).</summary>
internal sealed class ModelLabels
{
    private readonly (Option<string?> Option, string Key)[] _labels =
    [
        (new Option<string?>("--title") { Description = "The model's title." }, "modelspec.title"),
        (new Option<string?>("--author") { Description = "Who made it." }, "modelspec.author"),
        (new Option<string?>("--license") { Description = "Under which licence it may be used." }, "modelspec.license"),
    ];

    public IEnumerable<Option> All => _labels.Select(label => label.Option);

    public Dictionary<string, string> Read(ParseResult parsed) =>
        _labels.Where(label => parsed.GetValue(label.Option) is not null).ToDictionary(label => label.Key, label => parsed.GetValue(label.Option)!);
}
