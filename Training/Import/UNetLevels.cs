namespace BfnProcGen.Training.Import;

/// <summary>What the names and shapes of a reference U-Net say about its levels.</summary>
internal sealed record UNetLevels(int BaseChannels, int[] Multipliers, int Blocks, int[] AttentionLevels)
{
    public static UNetLevels Of(ReferenceWeights file)
    {
        int baseChannels = file.ShapeOf("input_blocks.0.0.weight")[0];
        var multipliers = new List<int>();
        var attention = new List<int>();
        int[] blocks = [0];
        for (int i = 1; ; i++)
        {
            if (file.Has($"input_blocks.{i}.0.op.weight"))
            {
                blocks = [.. blocks, 0];
                continue;
            }
            if (!file.Has($"input_blocks.{i}.0.out_layers.3.weight")) break;
            int level = blocks.Length - 1, channels = file.ShapeOf($"input_blocks.{i}.0.out_layers.3.weight")[0];
            if (channels % baseChannels != 0) throw file.Refused($"{channels} channels of level {level} are no multiple of {baseChannels}");
            if (blocks[level]++ == 0) multipliers.Add(channels / baseChannels);
            if (file.Has($"input_blocks.{i}.1.qkv.weight") && !attention.Contains(level)) attention.Add(level);
        }
        if (blocks[0] == 0 || blocks.Any(count => count != blocks[0]))
            throw file.Refused($"its levels have {string.Join(", ", blocks)} blocks");
        return new UNetLevels(baseChannels, [.. multipliers], blocks[0], [.. attention]);
    }
}
