using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Tests.Models;

/// <summary>A small untrained model with random weights.</summary>
internal static class TinyModel
{
    public static Model Create(int tiles = 5, int height = 6, int width = 7, int classes = 0, int seed = 1)
    {
        Network network = new UNetRecipe
        {
            InputChannels = tiles, OutputChannels = tiles, Height = height, Width = width, Classes = classes, BaseChannels = 8, AttentionCells = 16, Heads = 2,
        }.Build();
        return new Model
        {
            Flow = new DiscreteFlow(tiles, 4),
            Network = network,
            Format = new TileFormat([.. Enumerable.Range(0, tiles).Select(i => new Tile(((char)('a' + i)).ToString(), $"tile {i}", "#8090a0"))]),
            Classes = [.. Enumerable.Range(0, classes).Select(i => $"class{i}")],
            Weights = RandomWeights.For(network, seed),
            Solvers = new Dictionary<int, Solver>
            {
                [4] = new() { Grid = TimeGrid.WithPower(3) },
                [8] = new() { NoiseExponent = 0.5, FinalNoiseExponent = 2, Grid = TimeGrid.WithPower(1.8, 0.8) },
                [100] = new() { NoiseExponent = double.PositiveInfinity, Order = 1 },
                [1000] = Solver.Ancestral,
            },
            Metadata = new Dictionary<string, string> { ["modelspec.title"] = "Tiny — ünïcode" },
        };
    }

    /// <summary>A model of images of two classes, of a continuous or discretised flow.</summary>
    public static Model OfPixels(ContinuousFlow flow, PixelChannels layout, int height = 6, int width = 7, int seed = 1)
    {
        int channels = (int)layout;
        Network network = new UNetRecipe
        {
            InputChannels = channels, OutputChannels = flow is DiscretisedFlow ? 2 * channels : channels, Height = height, Width = width,
            Classes = 2, BaseChannels = 8, AttentionCells = 16, Heads = 2,
        }.Build();
        return new Model
        {
            Flow = flow, Network = network, Format = new PixelFormat(layout, 8), Classes = ["one", "other"],
            Weights = RandomWeights.For(network, seed),
        };
    }

    /// <summary>A model of pixel art: <see cref="Create"/>'s with colours for tiles.</summary>
    public static Model OfPalette(int colours = 5, int classes = 0) => Create(colours, classes: classes) with
    {
        Format = new PaletteFormat([.. Enumerable.Range(0, colours).Select(i => new Rgba((byte)(40 * i), 0, 0, (byte)(i == 0 ? 0 : 255)))]),
    };

    /// <summary>A model of texts of two classes: words of the first letters, or running text.</summary>
    public static Model OfText(int letters = 8, int length = 12, bool hasEnd = true, int seed = 1)
    {
        int symbols = letters + (hasEnd ? 1 : 0);
        Network network = new TransformerRecipe
        {
            Symbols = symbols, Length = length, Classes = 2, Channels = 16, Blocks = 2, Heads = 2, TimeChannels = 16,
        }.Build();
        return new Model
        {
            Flow = new DiscreteFlow(symbols, 2), Network = network,
            Format = new TextFormat([.. Enumerable.Range(0, letters).Select(i => ((char)('a' + i)).ToString())], hasEnd), Classes = ["one", "other"],
            Weights = RandomWeights.For(network, seed),
        };
    }
}
