using System.CommandLine;
using System.Text.Json;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using Spectre.Console;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn inspect</c>: everything a model file says about itself.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> path = Arguments.ModelFile();
        Option<bool> json = Arguments.Json();
        var command = new Command("inspect", "Shows what a model file holds, and whether it draws rightly on this machine.") { path, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(path);
            Model model = Model.Load(file);
            SelfTestResult test = SelfTestResult.Of(model);
            if (parsed.GetValue(json)) terminal.WriteJson(Report(file, model, test));
            else Show(terminal.Screen, file, model, test);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static object Report(string file, Model model, SelfTestResult test) => new
    {
        File = file,
        Bytes = new FileInfo(file).Length,
        model.Kind,
        model.Width,
        model.Height,
        model.Tiles,
        model.Classes,
        Flow = Flow(model.Flow),
        Parameters = model.Network.ParameterCount,
        GflopEvaluation = NetworkWork.Of(model.Network) / 1e9,
        SelfTest = test,
        Network = model.Network.Nodes.Select((node, i) => new
        {
            node.Name,
            Operation = node.Operation.GetType().Name,
            Shape = model.Network.Shapes[i].ToString(),
            Parameters = Count(model.Network, node),
        }),
        Solvers = model.Solvers.OrderBy(entry => entry.Key).ToDictionary(entry => $"{entry.Key}", entry => entry.Value.ToString()),
        Metadata = model.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Key, entry => Json(entry.Value) is { } tree ? (object)tree : entry.Value),
    };

    private static void Show(IAnsiConsole screen, string file, Model model, SelfTestResult test)
    {
        Network network = model.Network;
        screen.WriteLine($"{file}: {new FileInfo(file).Length / 1e6:0.0} MB, "
            + $"makes {Kind(model)} of {model.Width}×{model.Height} (width × height)");
        screen.WriteLine($"Flow: {Flow(model.Flow)}");
        screen.WriteLine($"Network: {network.Nodes.Count} nodes, {network.ParameterCount:N0} weights, "
            + $"{NetworkWork.Of(network) / 1e9:0.000} GFLOP an evaluation, "
            + $"{(network.HasMask ? "takes known cells" : "takes no known cells")}");
        screen.WriteLine($"Self-test: {test.Text}");
        if (model.Classes.Count > 0) screen.WriteLine($"Classes: {string.Join(", ", model.Classes)}");
        foreach ((string key, string value) in model.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            ShowMetadata(screen, key, value);
        if (model.Tiles.Count > 0)
        {
            screen.Write(Table(["index", "tile", "name", "colour"],
                model.Tiles.Select((tile, i) => new[] { $"{i}", tile.Symbol, tile.Name ?? "", tile.Colour ?? "" })));
        }
        if (model.Solvers.Count > 0)
        {
            screen.Write(Table(["evaluations", "solver"],
                model.Solvers.OrderBy(entry => entry.Key).Select(entry => new[] { $"{entry.Key}", entry.Value.ToString() })));
        }
        screen.Write(Table(["node", "operation", "from", "shape", "weights"], network.Nodes.Select((node, i) => new[]
        {
            node.Name,
            node.Operation.GetType().Name,
            string.Join(", ", node.Inputs.Select(input => network.Nodes[input].Name)),
            network.Shapes[i].ToString(),
            Count(network, node) is > 0 and var count ? $"{count:N0}" : "",
        })));
    }

    private static void ShowMetadata(IAnsiConsole screen, string key, string value)
    {
        if (Json(value) is not { } tree)
        {
            screen.WriteLine($"{key}: {value}");
            return;
        }
        screen.WriteLine($"{key}:");
        ShowTree(screen, tree, "  ");
    }

    private static void ShowTree(IAnsiConsole screen, JsonElement tree, string indent)
    {
        foreach (JsonProperty property in tree.EnumerateObject())
        {
            bool isObject = property.Value.ValueKind == JsonValueKind.Object;
            screen.WriteLine($"{indent}{property.Name}:{(isObject ? "" : $" {property.Value}")}");
            if (isObject) ShowTree(screen, property.Value, indent + "  ");
        }
    }

    private static string Flow(Flow flow) => flow switch
    {
        DiscreteFlow discrete => $"discrete, {discrete.Classes} classes, β₁ = {discrete.Beta1}"
            + (discrete.Rolling is { } rolling ? $", rolling over {rolling.Cells} cells, {rolling.Width:0.##} under way" : ""),
        DiscretisedFlow discretised => $"discretised, {discretised.Bins} bins, σ₁ = {discretised.Sigma1}, {Predicted(discretised)}",
        ContinuousFlow continuous => $"continuous, σ₁ = {continuous.Sigma1}, {Predicted(continuous)}",
        _ => flow.ToString(),
    };

    private static string Predicted(ContinuousFlow flow) => flow.Predicts == PredictedQuantity.Velocity ? "predicts velocity" : "predicts noise";

    private static Table Table(string[] titles, IEnumerable<string[]> rows)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns(titles);
        foreach (string[] row in rows) table.AddRow(Array.ConvertAll(row, cell => new Text(cell)));
        return table;
    }

    /// <summary>What a model makes, for people.</summary>
    public static string Kind(Model model) => model.Format switch
    {
        TileFormat tiles => $"tile maps of {tiles.Tiles.Count} tiles",
        PaletteFormat palette => $"images of {palette.Colours.Count} colours",
        PixelFormat pixels => $"{pixels.Layout} images of {pixels.BitDepth} bits a channel",
        TextFormat { HasEnd: true } text => $"texts of {text.Characters.Count} different characters",
        TextFormat text => $"pieces of running text with {text.Characters.Count} different characters",
        _ => "nothing this program knows",
    };

    private static int Count(Network network, Node node) =>
        node.Operation.Parameters(network.InputShapes(node)).Sum(parameter => parameter.Count);

    // Much of the metadata is JSON in a string, as safetensors metadata holds strings only.
    private static JsonElement? Json(string value)
    {
        if (!value.StartsWith('{')) return null;
        try
        {
            return JsonDocument.Parse(value).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
