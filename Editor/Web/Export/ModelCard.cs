using System.Globalization;
using System.Text;
using System.Text.Json;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Export;

/// <summary>
/// What a store or a player may want to know of a model, in a few lines: from what it was made, how, and what can come out.
/// </summary>
internal static class ModelCard
{
    /// <summary>The card as plain text. It says nothing that the model's file doesn't.</summary>
    public static string Of(Model model)
    {
        var card = new StringBuilder();
        Line("Title", Said(model, "modelspec.title"));
        Line("Author", Said(model, "modelspec.author"));
        Line("Licence", Said(model, "modelspec.license"));
        Line("Notes", Said(model, "modelspec.description"));
        Line("Makes", $"{InspectCommand.Kind(model)}, {model.Width}×{model.Height}; nothing else can come out");
        if (model.Classes.Count > 0) Line("Classes", string.Join(", ", model.Classes));
        Line("Trained on", Data(model));
        Line("Size", string.Create(CultureInfo.InvariantCulture, $"{model.Network.ParameterCount:N0} weights")
            // An imported model says nothing of its training.
            + (Said(model, "bfn.training") is null ? "" : ", trained from nothing: no other model and no data from elsewhere is in it"));
        Line("Runs", "on the player's device, without a connection");
        return card.ToString();

        void Line(string what, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text)) card.Append(what).Append(": ").Append(text).Append('\n');
        }
    }

    /// <summary>The lines of a game that draw with it.</summary>
    public static string Snippet(Model model, string fileName)
    {
        string result = model.Kind switch
        {
            AssetKind.TileMap => "TileMap map = generator.Sample(steps: 8, seed: 42).Tiles;",
            AssetKind.Image => $"Image image = generator.Sample(steps: {model.UsualEvaluations}, seed: 42).Image;",
            _ => $"string text = generator.Sample(steps: {model.UsualEvaluations}, seed: 42).Text;",
        };
        return $"""
            using var device = GpuDevice.Open();
            using var generator = Generator.Load(device, {Literal(fileName)});

            {result}
            """;
    }

    // As C# has it: a file's name may hold what would end the text, or begin something else in it.
    private static string Literal(string text) => '"' + string.Concat(text.Select(c => c switch
    {
        '"' or '\\' => $"\\{c}",
        _ when char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + '"';

    private static string? Said(Model model, string key) => model.Metadata.GetValueOrDefault(key);

    // A model that says nothing that can be read says nothing.
    private static string? Data(Model model)
    {
        try
        {
            if (Said(model, "bfn.data") is not { } json) return null;
            JsonElement data = JsonDocument.Parse(json).RootElement;
            long learnt = data.GetProperty("training_sources").GetInt64(), kept = data.GetProperty("validation_sources").GetInt64();
            string hash = data.GetProperty("hash").GetString() ?? "";
            string noun = model.Kind switch { AssetKind.TileMap => "maps", AssetKind.Image => "images", _ => "texts" };
            return string.Create(CultureInfo.InvariantCulture,
                $"{learnt + kept:N0} {noun}, of which {kept:N0} were kept back to test it")
                + $" (SHA-256 of the data: {hash[..Math.Min(16, hash.Length)]}…)";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
