using System.Globalization;

namespace BfnProcGen.AssetFiles;

/// <summary>How generated assets came about. It is recorded in their files, so that any of them can be made again.</summary>
/// <param name="Model">The model's file, by its name alone.</param>
/// <param name="ModelHash">What the model draws with (<see cref="Models.Model.ComputeHash"/>).</param>
/// <param name="Steps">Network evaluations.</param>
/// <param name="Solver">How noise became a sample.</param>
/// <param name="Guidance">Classifier-free guidance.</param>
public sealed record Provenance(string Model, string ModelHash, int Steps, string Solver, double Guidance = 0)
{
    /// <summary>This program and its version.</summary>
    public static string Program { get; } = $"BfnProcGen {typeof(Provenance).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>What is common to all assets of a run, key by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries =>
    [
        new("bfn.program", Program), new("bfn.model", Model), new("bfn.model_hash", ModelHash),
        new("bfn.steps", Steps.ToString(CultureInfo.InvariantCulture)), new("bfn.solver", Solver),
        .. Guidance > 0 ? [new KeyValuePair<string, string>("bfn.guidance", Guidance.ToString(CultureInfo.InvariantCulture))]
            : Array.Empty<KeyValuePair<string, string>>(),
    ];

    /// <summary>The same and what one asset has of its own.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="label">The class it was asked for; null for none.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Of(ulong seed, string? label) => [.. Entries, .. Own(seed, label)];

    /// <summary>What one asset has of its own.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Own(ulong seed, string? label)
    {
        var own = new List<KeyValuePair<string, string>> { new("bfn.seed", seed.ToString(CultureInfo.InvariantCulture)) };
        if (label is not null) own.Add(new("bfn.class", label));
        return own;
    }
}
