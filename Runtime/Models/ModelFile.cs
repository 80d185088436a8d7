using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Models;

/// <summary>A <see cref="Model"/> as a safetensors file: which metadata key holds what, and everything that is checked when it is read.</summary>
internal static class ModelFile
{
    private const string Version = "bfn.format_version", Kind = "bfn.kind", FlowKey = "bfn.flow", NetworkKey = "bfn.network",
        Tiles = "bfn.tiles", Palette = "bfn.palette", Pixels = "bfn.pixels", Alphabet = "bfn.alphabet",
        Classes = "bfn.classes", Solvers = "bfn.solvers", SelfTestKey = "bfn.self_test", Generator = "bfn.generator";

    private static readonly string[] Own = [Version, Kind, FlowKey, NetworkKey, Tiles, Palette, Pixels, Alphabet, Classes, Solvers, SelfTestKey];

    public static Model Read(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        try
        {
            return Read(file);
        }
        catch (Exception e) when (e is BfnException or JsonException or NotSupportedException)
        {
            throw new ModelFormatException($"{path}: {e.Message}", e);
        }
    }

    public static void Write(string path, Model model)
    {
        var metadata = new Dictionary<string, string>(model.Metadata.Where(entry => !Own.Contains(entry.Key)))
        {
            [Version] = Model.FormatVersion.ToString(),
            [Solvers] = JsonSerializer.Serialize(new SortedDictionary<int, Solver>(model.Solvers.ToDictionary()), ModelJson.Default.SortedDictionaryInt32Solver),
        };
        metadata[Generator] = typeof(ModelFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        foreach ((string key, string value) in ModelSpec.Defaults(model, path)) metadata.TryAdd(key, value);
        foreach ((string key, string value) in Essentials(model)) metadata[key] = value;
        if (model.SelfTest is { } test) metadata[SelfTestKey] = JsonSerializer.Serialize(test, ModelJson.Default.SelfTest);
        SafetensorsFile.Write(path, metadata,
            [.. model.Network.Parameters.Select(entry => Tensor(entry.Key, entry.Value, model.Weights[entry.Key]))]);
    }

    /// <summary>The metadata without which the weights mean nothing.</summary>
    public static IEnumerable<(string Key, string Value)> Essentials(Model model) =>
    [
        (Kind, JsonNamingPolicy.SnakeCaseLower.ConvertName(model.Kind.ToString())),
        (FlowKey, JsonSerializer.Serialize(model.Flow, ModelJson.Default.Flow)),
        (NetworkKey, model.Network.ToJson()),
        (Classes, JsonSerializer.Serialize([.. model.Classes], ModelJson.Default.StringArray)),
        Describe(model.Format),
    ];

    private static SafetensorsTensor Tensor(string name, Parameter parameter, float[] values)
    {
        long[] shape = Array.ConvertAll(parameter.Extents, extent => (long)extent);
        return HalfWeights.CanBeHalf(parameter) && HalfWeights.AreExact(values)
            ? SafetensorsTensor.OfHalves(name, shape, values)
            : SafetensorsTensor.Of(name, shape, values);
    }

    private static Model Read(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(Version, out string? version))
            throw new ModelFormatException($"The file has no '{Version}' in its metadata: it is a safetensors file, but not a model of BfnProcGen.");
        if (!int.TryParse(version, out int number) || number < 1 || number > Model.FormatVersion)
            throw new ModelFormatException($"The file has format version '{version}'; this program reads up to {Model.FormatVersion}. Update BfnProcGen.");

        foreach ((string key, string text) in file.Metadata) CheckUnicode(key, text);
        // Side by side with the other texts: at a program's start, .NET prepares itself for every type that it reads.
        string description = Text(NetworkKey);
        var reading = new Lazy<Network>(() => Network.FromJson(description));
        EarlyWork.Begin(() => _ = reading.Value);
        Flow flow = Json(FlowKey, ModelJson.Default.Flow);
        SortedDictionary<int, Solver> solvers = Json(Solvers, ModelJson.Default.SortedDictionaryInt32Solver);
        SelfTest? test = file.Metadata.ContainsKey(SelfTestKey) ? Json(SelfTestKey, ModelJson.Default.SelfTest) : null;
        Network network = reading.Value;
        var model = new Model
        {
            Format = Format(),
            Flow = flow,
            Network = network,
            Classes = Json(Classes, ModelJson.Default.StringArray),
            Solvers = solvers.ToDictionary(entry => entry.Key, entry => Whole(entry.Value)),
            SelfTest = test,
            Weights = network.Parameters.ToDictionary(entry => entry.Key, entry => Weight(file, entry.Key, entry.Value)),
            Metadata = file.Metadata.Where(entry => !Own.Contains(entry.Key)).ToDictionary(),
        };
        Check(model);
        if (file.Tensors.Keys.FirstOrDefault(name => !network.Parameters.ContainsKey(name)) is { } stray)
            throw new ModelFormatException($"The tensor '{stray}' belongs to no node of the network.");
        return model;

        string Text(string key) => file.Metadata.TryGetValue(key, out string? text)
            ? text
            : throw new ModelFormatException($"The metadata '{key}' is missing.");

        AssetFormat Format() => Text(Kind) switch
        {
            "tile_map" => new TileFormat(Json(Tiles, ModelJson.Default.TileArray)),
            "image" when file.Metadata.ContainsKey(Palette) => new PaletteFormat(Array.ConvertAll(Json(Palette, ModelJson.Default.StringArray), Colour)),
            "image" => Json(Pixels, ModelJson.Default.PixelFormat),
            "text" => Json(Alphabet, ModelJson.Default.TextFormat) is { Characters: not null } text
                ? text
                : throw new ModelFormatException($"The metadata '{Alphabet}' names no characters."),
            var kind => throw new ModelFormatException($"'{Kind}' is '{kind}', which this program doesn't know."),
        };

        T Json<T>(string key, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        {
            try
            {
                return JsonSerializer.Deserialize(Text(key), type) ?? throw new ModelFormatException($"The metadata '{key}' is empty.");
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                throw new ModelFormatException($"The metadata '{key}' can't be read: {e.Message}", e);
            }
        }
    }

    // JSON can spell half a character ("\ud800"), which is found only when that text is asked for: by whoever shows it, long after loading.
    private static void CheckUnicode(string key, string text)
    {
        if (!text.StartsWith('{') && !text.StartsWith('[')) return;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            while (json.Read())
                if (json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) json.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException($"The metadata '{key}' holds text that is not valid Unicode.", e);
        }
        catch (JsonException)
        {
            // A text that only begins like JSON; where it has to be JSON, reading it says what is wrong.
        }
    }

    private static Rgba Colour(string text) => Rgba.Parse(text)
        ?? throw new ModelFormatException($"The metadata '{Palette}' has the colour '{text}'; colours are written #rrggbbaa.");

    private static (string Key, string Json) Describe(AssetFormat format) => format switch
    {
        TileFormat tiles => (Tiles, JsonSerializer.Serialize([.. tiles.Tiles], ModelJson.Default.TileArray)),
        PaletteFormat palette => (Palette, JsonSerializer.Serialize([.. palette.Colours.Select(colour => colour.ToString())], ModelJson.Default.StringArray)),
        PixelFormat pixels => (Pixels, JsonSerializer.Serialize(pixels, ModelJson.Default.PixelFormat)),
        TextFormat text => (Alphabet, JsonSerializer.Serialize(text, ModelJson.Default.TextFormat)),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static float[] Weight(SafetensorsFile file, string name, Parameter parameter)
    {
        if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor)) throw new ModelFormatException($"The tensor '{name}' is missing.");
        if (!tensor.Shape.SequenceEqual(parameter.Extents.Select(extent => (long)extent)))
            throw new ModelFormatException(
                $"The tensor '{name}' has the shape [{string.Join(", ", tensor.Shape)}]; the network needs [{string.Join(", ", parameter.Extents)}].");
        float[] values = tensor.ToFloats();
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new ModelFormatException($"The tensor '{name}' holds {values[bad]} at element {bad}: its training diverged, or the file is damaged.");
    }

    // Solvers of older files have no temperature.
    private static Solver Whole(Solver solver) => solver is { Temperature: 0 } ? solver with { Temperature = 1 } : solver;

    private static void Check(Model model)
    {
        foreach ((int evaluations, Solver solver) in model.Solvers)
        {
            if (evaluations < 1 || solver?.Grid is null)
                throw new ModelFormatException($"'{Solvers}' has an entry for {evaluations} evaluations that is no solver.");
            solver.Validate();
        }
        if (model.Classes.Count != model.Network.Classes)
            throw new ModelFormatException($"The model names {model.Classes.Count} classes, but its network has {model.Network.Classes}.");
        if (model.SelfTest is { } test && (test.Steps < 1 || test.Cells?.Length != SelfTest.LengthFor(model)))
            throw new ModelFormatException($"The self-test of the model does not hold {SelfTest.LengthFor(model)} cells, as many as the model makes.");
        if (model.Flow is DiscreteFlow flow)
        {
            if (flow.Classes is < 2 or > 256 || !(flow.Beta1 > 0) || !double.IsFinite(flow.Beta1))
                throw new ModelFormatException($"The flow has {flow.Classes} classes and β₁ = {flow.Beta1}; 2 to 256 classes and a positive β₁ are possible.");
            if (flow.Rolling is { } rolling && !rolling.Fits(model.Width * model.Height))
            {
                throw new ModelFormatException($"The flow takes turns over {rolling.Cells} cells, {rolling.Width} under way at once; "
                    + $"the model makes {model.Width * model.Height} cells, and a window is 1 or more.");
            }
            Shape expected = new(flow.Classes, model.Height, model.Width);
            if (model.Network.State.Channels != flow.Classes || model.Network.Output != expected)
                throw new ModelFormatException($"The network turns {model.Network.State.Channels} channels into {model.Network.Output}; a flow of {flow.Classes} classes needs {expected}.");
        }
        if (model.Flow is ContinuousFlow { Predicts: var predicts } && !Enum.IsDefined(predicts))
            throw new ModelFormatException($"The flow's network predicts '{predicts}'; noise and velocity are known.");
        if (model.Flow is ContinuousFlow continuous && !(continuous.Sigma1 is > 0 and < 1))
            throw new ModelFormatException($"The flow has σ₁ = {continuous.Sigma1}; it must lie between 0 and 1.");
        if (model.Flow is DiscretisedFlow { Bins: < 2 or > 256 } discretised)
            throw new ModelFormatException($"The flow has {discretised.Bins} bins; 2 to 256 are possible.");
        model.Format.Check(model.Flow);
        if (model.Flow is ContinuousFlow)
        {
            int channels = model.Format.Channels;
            Shape state = new(channels, model.Height, model.Width), output = new(model.Flow is DiscretisedFlow ? 2 * channels : channels, model.Height, model.Width);
            if (model.Network.State.Channels != channels || model.Network.Output != output)
                throw new ModelFormatException(
                    $"The network turns {model.Network.State.Channels} channels into {model.Network.Output}; images of {channels} channels need {state} and {output}.");
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Flow))]
[JsonSerializable(typeof(Tile[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(PixelFormat))]
[JsonSerializable(typeof(TextFormat))]
[JsonSerializable(typeof(SortedDictionary<int, Solver>))]
[JsonSerializable(typeof(SelfTest))]
internal sealed partial class ModelJson : JsonSerializerContext;
