using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>
/// Reads weights of the reference's U-Net for images. The reference's entrance is a linear layer on [pixel, 2t − 1, position codes]: here
/// its columns are a layer on pixels, one on time, and, since the codes never change, a value for every channel of every pixel.
/// </summary>
public static class UNetImport
{
    /// <summary>Reads a weights file; everything but the number of heads follows from the shapes of its tensors.</summary>
    /// <param name="path">A safetensors file with the reference's parameter names.</param>
    /// <param name="isBinary">
    /// The network sees P(class 0) alone and returns one logit, for class 1. It becomes one of two channels and two logits.
    /// </param>
    /// <param name="heads">Heads of every attention, 4 in the paper; null takes the number from the file's metadata.</param>
    /// <exception cref="ModelFormatException">The file holds something else; says what.</exception>
    public static ImportedNetwork Read(string path, bool isBinary, int? heads = null)
    {
        var file = new ReferenceWeights(path);
        var levels = UNetLevels.Of(file);
        var entrance = UNetEntrance.Of(file);
        int[] last = file.ShapeOf("output_adapter.output_projection.weight"), exit = file.ShapeOf("out.2.weight");
        if (isBinary && (entrance.Channels != 1 || last[0] != 1))
            throw file.Refused($"a network for binary data turns 1 channel into 1, this one {entrance.Channels} into {last[0]}");
        var recipe = new PublishedUNetRecipe
        {
            InputChannels = isBinary ? 2 : entrance.Channels,
            OutputChannels = isBinary ? 2 : last[0],
            Height = entrance.Side,
            Width = entrance.Side,
            Entrance = entrance.Layers,
            HasPlaces = entrance.HasPlaces,
            BaseChannels = levels.BaseChannels,
            Multipliers = levels.Multipliers,
            Blocks = levels.Blocks,
            AttentionLevels = levels.AttentionLevels,
            Heads = heads ?? file.Setting("num_heads") ?? throw file.Refused("the number of heads is not in the file and must be given (4 in the paper)"),
            ExitChannels = exit[0],
            Dropout = 0,
        };
        Network network = recipe.Build();
        var weights = new WeightMap(file, network);
        entrance.Map(weights, isBinary);
        weights.Copy("time_embed.0", "time.linear0");
        weights.Copy("time_embed.2", "time.linear1");
        weights.Copy("input_blocks.0.0", "first");
        new UNetBlocks(file, weights, recipe).Map();
        weights.Copy("out.0", "last.norm");
        weights.Copy("out.2", "exit");
        MapExit();
        return weights.Finish();

        void MapExit()
        {
            const string Exit = "output_adapter.output_projection";
            float[] matrix = file.Take($"{Exit}.weight", last), bias = file.Take($"{Exit}.bias", last[0]);
            if (isBinary)
            {
                weights.Set("last.weight", [.. new float[last[1]], .. matrix]);
                weights.Set("last.bias", [0, bias[0]]);
                return;
            }
            // The reference stores the parameters of a variable side by side; here all means come first, then all deviations.
            int colours = entrance.Channels, parameters = last[0] / colours;
            int From(int row) => row % colours * parameters + row / colours;
            weights.Set("last.weight", Matrix.Rows(matrix, last[0], From));
            weights.Set("last.bias", Matrix.Rows(bias, last[0], From));
        }
    }
}
