using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>A small model of tile maps that nobody trained: for what goes on around the network.</summary>
internal static class SmallModel
{
    public static Model Create()
    {
        const int Tiles = 5;
        Network network = new UNetRecipe
        {
            InputChannels = Tiles, OutputChannels = Tiles, Height = 6, Width = 8, BaseChannels = 8, AttentionCells = 16, Heads = 2,
        }.Build();
        return new Model
        {
            Flow = new DiscreteFlow(Tiles, 4),
            Network = network,
            Format = new TileFormat([.. Enumerable.Range(0, Tiles).Select(i => new Tile($"{i}", $"tile {i}", "#8090a0"))]),
            Weights = RandomWeights.For(network),
        };
    }
}
