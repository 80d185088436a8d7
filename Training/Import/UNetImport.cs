using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>
/// Reads weights of the reference's U-Nets for images. Everything but the number of heads follows from the names and shapes of the tensors,
/// also which of the two U-Nets it is: the one of several levels (binary MNIST) or <see cref="VariationalUNet"/> (CIFAR-10).
/// </summary>
public static class UNetImport
{
    /// <summary>Reads a weights file.</summary>
    /// <param name="path">A safetensors file with the reference's parameter names.</param>
    /// <param name="isBinary">
    /// The network sees P(class 0) alone and returns one logit, for class 1. It becomes one of two channels and two logits.
    /// </param>
    /// <param name="heads">Heads of every attention; null takes the number from the file's metadata.</param>
    /// <exception cref="ModelFormatException">The file holds something else; says what.</exception>
    public static ImportedNetwork Read(string path, bool isBinary, int? heads = null)
    {
        var file = new ReferenceWeights(path);
        return file.Has("conv_in.weight") ? VariationalUNet.Read(file, isBinary, heads) : Levelled(file, isBinary, heads);
    }

    private static ImportedNetwork Levelled(ReferenceWeights file, bool isBinary, int? heads)
    {
        var levels = UNetLevels.Of(file);
        var entrance = new UNetEntrance(file);
        var exit = new UNetExit(file, entrance.Channels, isBinary);
        var recipe = new PublishedUNetRecipe
        {
            InputChannels = isBinary ? 2 : entrance.Channels,
            OutputChannels = exit.Channels,
            Height = entrance.Side,
            Width = entrance.Side,
            Entrance = entrance.Layers,
            HasPlaces = entrance.HasPlaces,
            BaseChannels = levels.BaseChannels,
            Multipliers = levels.Multipliers,
            Blocks = levels.Blocks,
            AttentionLevels = levels.AttentionLevels,
            Heads = file.Heads(heads, "num_heads", "4 for MNIST"),
            ExitChannels = file.ShapeOf("out.2.weight")[0],
            Dropout = 0,
        };
        var weights = new WeightMap(file, recipe.Build());
        entrance.Map(weights, isBinary);
        weights.Copy("time_embed.0", "time.linear0");
        weights.Copy("time_embed.2", "time.linear1");
        weights.Copy("input_blocks.0.0", "first");
        new UNetBlocks(file, weights, recipe).Map();
        weights.Copy("out.0", "last.norm");
        weights.Copy("out.2", "exit");
        exit.Map(weights);
        return weights.Finish();
    }
}
