using System.Globalization;
using System.Text.Json;

namespace BfnProcGen.Models;

/// <summary>
/// The keys that the metadata standard for safetensors files, ModelSpec 1.0.1, demands (<c>modelspec.*</c>), and its date, by which tools
/// of any kind list and tell apart models.
/// </summary>
internal static class ModelSpec
{
    /// <summary>What is written for a model that says nothing else: its file's name as title, the day as date.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Defaults(Model model, string path) =>
    [
        new("modelspec.sai_model_spec", "1.0.1"),
        new("modelspec.architecture", $"bayesian-flow-network-v{Model.FormatVersion}-{JsonNamingPolicy.KebabCaseLower.ConvertName(model.Kind.ToString())}"),
        new("modelspec.implementation", "BfnProcGen"),
        new("modelspec.title", Path.GetFileNameWithoutExtension(path)),
        new("modelspec.date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
    ];
}
