using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>
/// The reference's U-Net after Kingma et al. 2021 (CIFAR-10): one level, the image also seen as waves. Its time embedding is taken a
/// thousandth later and holds sines before cosines: a rotation that the first layer on time takes in.
/// </summary>
internal static class VariationalUNet
{
    public static ImportedNetwork Read(ReferenceWeights file, bool isBinary, int? heads)
    {
        int[] first = file.ShapeOf("conv_in.weight"), exitConvolution = file.ShapeOf("conv_out.2.weight");
        int colours = file.ShapeOf("output_adapter.output_projection.weight")[^1] - exitConvolution[0];
        if (colours < 1 || first[1] % colours != 0 || first[1] / colours % 2 == 0)
            throw file.Refused($"{first[1]} features are no waves of {colours} channels");
        var exit = new UNetExit(file, colours, isBinary);
        if (isBinary) throw file.Refused("a network after Kingma et al. for binary data is not known");
        PublishedUNetRecipe recipe = PublishedUNetRecipe.Cifar10 with
        {
            BaseChannels = first[0],
            TimePeriod = PublishedUNetRecipe.PeriodTo(10000, first[0]),
            InputChannels = colours,
            OutputChannels = exit.Channels,
            Height = UNetEntrance.SideOf(file),
            Width = UNetEntrance.SideOf(file),
            Octaves = (first[1] / colours - 1) / 2,
            Blocks = Enumerable.Range(0, int.MaxValue).First(block => !file.Has($"down_blocks.{block}.resnet_block.net1.2.weight")),
            AttentionLevels = file.Has("down_blocks.0.attention_block.layers.1.weight") ? [0] : [],
            Heads = file.Heads(heads, "n_attention_heads", "1 for CIFAR-10"),
            ExitChannels = exitConvolution[0],
            Dropout = 0,
        };
        Network network = recipe.Build();
        var weights = new WeightMap(file, network);
        file.Ignore(UNetEntrance.Positions);
        weights.Copy("conv_in", "first");
        weights.Set("time.linear0.weight", Rotated(file.Take("embed_conditioning.0.weight", 4 * first[0], first[0]), recipe));
        weights.Copy("embed_conditioning.0", "time.linear0", "bias");
        weights.Copy("embed_conditioning.2", "time.linear1");
        for (int block = 0; block < recipe.Blocks; block++) Block($"down_blocks.{block}", $"down0.block{block}", $"down0.attention{block}");
        Residual("mid_resnet_block_1", "middle.block0");
        Attention("mid_attn_block", "middle.attention");
        Residual("mid_resnet_block_2", "middle.block1");
        for (int block = 0; block <= recipe.Blocks; block++) Block($"up_blocks.{block}", $"up0.block{block}", $"up0.attention{block}");
        weights.Copy("conv_out.0", "last.norm");
        weights.Copy("conv_out.2", "exit");
        exit.Map(weights);
        return weights.Finish();

        void Block(string from, string to, string attention)
        {
            Residual($"{from}.resnet_block", to);
            if (recipe.AttentionLevels.Count > 0) Attention($"{from}.attention_block", attention);
        }

        void Residual(string from, string to)
        {
            weights.Copy($"{from}.net1.0", $"{to}.in.norm");
            weights.Copy($"{from}.net1.2", $"{to}.conv0");
            weights.Copy($"{from}.cond_proj", $"{to}.embed", "weight");
            weights.SetZero($"{to}.embed.bias");
            weights.Copy($"{from}.net2.0", $"{to}.out.norm");
            weights.Copy($"{from}.net2.3", $"{to}.conv1");
            if (file.Has($"{from}.skip_conv.weight")) weights.Copy($"{from}.skip_conv", $"{to}.straight");
        }

        void Attention(string from, string to)
        {
            weights.Copy($"{from}.layers.0", $"{to}.norm");
            weights.Copy($"{from}.layers.1", $"{to}.qkv");
            weights.Copy($"{from}.layers.3", $"{to}.project");
        }
    }

    // w₁·sin(a + d) + w₂·cos(a + d) = (w₂·cos d + w₁·sin d)·cos a + (w₁·cos d − w₂·sin d)·sin a, d being a thousandth of the frequency.
    private static float[] Rotated(float[] matrix, PublishedUNetRecipe recipe)
    {
        int columns = recipe.BaseChannels, half = columns / 2;
        var time = new TimeEmbedding(columns, recipe.TimeScale, recipe.TimePeriod);
        var rotated = new float[matrix.Length];
        for (int row = 0; row < matrix.Length; row += columns)
        for (int i = 0; i < half; i++)
        {
            (double sin, double cos) = Math.SinCos(time.Frequency(i) / 1000);
            rotated[row + i] = (float)(matrix[row + half + i] * cos + matrix[row + i] * sin);
            rotated[row + half + i] = (float)(matrix[row + i] * cos - matrix[row + half + i] * sin);
        }
        return rotated;
    }
}
