using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>The blocks of a reference U-Net, in the order in which it numbers them.</summary>
internal sealed class UNetBlocks(ReferenceWeights file, WeightMap weights, PublishedUNetRecipe recipe)
{
    public void Map()
    {
        int levels = recipe.Multipliers.Count, number = 1;
        for (int level = 0; level < levels; level++)
        {
            for (int block = 0; block < recipe.Blocks; block++) Level($"input_blocks.{number++}", "down", level, block);
            if (level < levels - 1) weights.Copy($"input_blocks.{number++}.0.op", $"down{level}.halve");
        }
        Residual("middle_block.0", "middle.block0");
        Attention("middle_block.1", "middle.attention");
        Residual("middle_block.2", "middle.block1");
        number = 0;
        for (int level = levels - 1; level >= 0; level--)
        {
            for (int block = 0; block <= recipe.Blocks; block++) Level($"output_blocks.{number++}", "up", level, block);
            int place = recipe.AttentionLevels.Contains(level) ? 2 : 1;
            if (level > 0) weights.Copy($"output_blocks.{number - 1}.{place}.conv", $"up{level}.smooth");
        }
    }

    private void Level(string from, string way, int level, int block)
    {
        Residual($"{from}.0", $"{way}{level}.block{block}");
        if (recipe.AttentionLevels.Contains(level)) Attention($"{from}.1", $"{way}{level}.attention{block}");
    }

    private void Residual(string from, string to)
    {
        weights.Copy($"{from}.in_layers.0", $"{to}.in.norm");
        weights.Copy($"{from}.in_layers.2", $"{to}.conv0");
        weights.Copy($"{from}.emb_layers.1", $"{to}.embed");
        weights.Copy($"{from}.out_layers.0", $"{to}.out.norm");
        weights.Copy($"{from}.out_layers.3", $"{to}.conv1");
        if (file.Has($"{from}.skip_connection.weight")) weights.Copy($"{from}.skip_connection", $"{to}.straight");
    }

    private void Attention(string from, string to)
    {
        weights.Copy($"{from}.norm", $"{to}.norm");
        weights.Copy($"{from}.proj_out", $"{to}.project");
        int channels = file.ShapeOf($"{from}.norm.weight")[0], width = channels / recipe.Heads;
        // The reference keeps queries, keys and values of a head together; here all queries come first, then all keys, then all values.
        int From(int row) => row % channels / width * 3 * width + row / channels * width + row % width;
        weights.Set($"{to}.qkv.weight", Matrix.Rows(file.Take($"{from}.qkv.weight", 3 * channels, channels), 3 * channels, From));
        weights.Set($"{to}.qkv.bias", Matrix.Rows(file.Take($"{from}.qkv.bias", 3 * channels), 3 * channels, From));
    }
}
