using BfnProcGen.Models;

namespace BfnProcGen.Tests.Training;

/// <summary>
/// Writes tiny networks under the reference's parameter names. Weights follow from the tensor's name, so that the expected outputs, which
/// an independent evaluation of the reference's formulas gave, belong to them for ever.
/// </summary>
internal sealed class ReferenceFile
{
    private readonly List<SafetensorsTensor> _tensors = [];

    /// <summary>A transformer of 3 symbols, 4 characters, 4 channels, 1 block.</summary>
    public static ReferenceFile Transformer()
    {
        var file = new ReferenceFile();
        file.Linear("input_adapter.inp_embedding", 4, 3);
        file.Tensor("input_adapter.pos_embedding", 4, 4);
        file.Linear("input_adapter.t_embedding", 4, 1);
        file.Norm("transformer.h.0.ln_1", 4);
        file.Linear("transformer.h.0.attn.c_attn", 12, 4);
        file.Linear("transformer.h.0.attn.c_proj", 4, 4);
        file.Norm("transformer.h.0.ln_2", 4);
        file.Linear("transformer.h.0.mlp.c_fc", 16, 4);
        file.Linear("transformer.h.0.mlp.c_proj", 4, 16);
        file.Norm("transformer.ln_f", 4);
        file.Linear("lm_head", 3, 8);
        return file;
    }

    /// <summary>A U-Net for binary images of 4 × 4: two levels, the second one with attention.</summary>
    public static ReferenceFile BinaryUNet()
    {
        var file = new ReferenceFile();
        file.Tensor("input_adapter.pos_feats", 16, 6);
        file.Linear("input_projection", 32, 2);
        file.Body(levels: 2, attentionFrom: 1);
        file.Linear("output_adapter.output_projection", 1, 64);
        return file;
    }

    /// <summary>A U-Net for colour images of 2 × 2: two layers at the entrance, position codes, one level with attention.</summary>
    public static ReferenceFile ColourUNet()
    {
        var file = new ReferenceFile();
        file.Tensor("input_adapter.pos_feats", 4, 6);
        file.Linear("input_adapter.output_projection", 5, 10);
        file.Linear("input_projection", 32, 5);
        file.Body(levels: 1, attentionFrom: 0);
        file.Linear("output_adapter.output_projection", 6, 64);
        return file;
    }

    /// <summary>A U-Net after Kingma et al. for colour images of 2 × 2: one block a way.</summary>
    public static ReferenceFile VariationalUNet()
    {
        var file = new ReferenceFile();
        file.Tensor("input_adapter.pos_feats", 4, 6);
        file.Linear("embed_conditioning.0", 128, 32);
        file.Linear("embed_conditioning.2", 128, 128);
        file.Linear("conv_in", 32, 15, 3, 3);
        foreach ((string name, long channels) in new[]
                 {
                     ("down_blocks.0.resnet_block", 32L), ("mid_resnet_block_1", 32), ("mid_resnet_block_2", 32),
                     ("up_blocks.0.resnet_block", 64), ("up_blocks.1.resnet_block", 64),
                 })
        {
            file.Norm($"{name}.net1.0", channels);
            file.Linear($"{name}.net1.2", 32, channels, 3, 3);
            file.Tensor($"{name}.cond_proj.weight", 32, 128);
            file.Norm($"{name}.net2.0", 32);
            file.Linear($"{name}.net2.3", 32, 32, 3, 3);
            if (channels != 32) file.Linear($"{name}.skip_conv", 32, channels, 1, 1);
        }
        file.Norm("mid_attn_block.layers.0", 32);
        file.Linear("mid_attn_block.layers.1", 96, 32, 1, 1);
        file.Linear("mid_attn_block.layers.3", 32, 32, 1, 1);
        file.Norm("conv_out.0", 32);
        file.Linear("conv_out.2", 32, 32, 3, 3);
        file.Linear("output_adapter.output_projection", 6, 35);
        return file;
    }

    /// <summary>Numbers spread evenly over [−1, 1), others for every offset.</summary>
    public static double[] Numbers(int count, double offset)
    {
        return [.. Enumerable.Range(1, count).Select(i => 2 * Fraction(0.6180339887498949 * i * (1 + offset) + offset) - 1)];

        static double Fraction(double x) => x - Math.Floor(x);
    }

    /// <summary>Leaves a tensor out.</summary>
    public ReferenceFile Without(string name)
    {
        Assert.That(_tensors.RemoveAll(tensor => tensor.Name == name), Is.EqualTo(1));
        return this;
    }

    /// <summary>Adds a tensor whose values follow from its name.</summary>
    public void Tensor(string name, params long[] shape)
    {
        int count = (int)shape.Aggregate(1L, (product, extent) => product * extent);
        bool isNorm = shape.Length == 1 && name.EndsWith(".weight", StringComparison.Ordinal);
        double scale = shape.Length > 1 ? 1.5 / Math.Sqrt(count / (double)shape[0]) : 0.3, centre = isNorm ? 1 : 0;
        double offset = name.Sum(character => character) % 997 / 997.0;
        _tensors.Add(SafetensorsTensor.Of(name, shape, [.. Numbers(count, offset).Select(number => (float)(centre + scale * number))]));
    }

    /// <summary>Writes the file; checkpoints have a prefix before every name.</summary>
    public void Save(string path, Dictionary<string, string>? metadata = null, string prefix = "") =>
        SafetensorsFile.Write(path, metadata ?? [], [.. _tensors.Select(tensor => tensor with { Name = prefix + tensor.Name })]);

    private void Linear(string name, params long[] shape)
    {
        Tensor($"{name}.weight", shape);
        Tensor($"{name}.bias", shape[0]);
    }

    private void Norm(string name, long channels)
    {
        Tensor($"{name}.weight", channels);
        Tensor($"{name}.bias", channels);
    }

    // One block a level, 32 channels everywhere.
    private void Body(int levels, int attentionFrom)
    {
        Linear("time_embed.0", 128, 32);
        Linear("time_embed.2", 128, 128);
        Linear("input_blocks.0.0", 32, 32, 3, 3);
        for (int level = 0; level < levels; level++)
        {
            Residual($"input_blocks.{2 * level + 1}.0", 32);
            if (level >= attentionFrom) Attention($"input_blocks.{2 * level + 1}.1");
            if (level < levels - 1) Linear($"input_blocks.{2 * level + 2}.0.op", 32, 32, 3, 3);
        }
        Residual("middle_block.0", 32);
        Attention("middle_block.1");
        Residual("middle_block.2", 32);
        for (int number = 0; number < 2 * levels; number++)
        {
            int level = levels - 1 - number / 2;
            Residual($"output_blocks.{number}.0", 64);
            if (level >= attentionFrom) Attention($"output_blocks.{number}.1");
            if (level > 0 && number % 2 == 1) Linear($"output_blocks.{number}.{(level >= attentionFrom ? 2 : 1)}.conv", 32, 32, 3, 3);
        }
        Norm("out.0", 32);
        Linear("out.2", 32, 32, 3, 3);
    }

    private void Residual(string name, long channels)
    {
        Norm($"{name}.in_layers.0", channels);
        Linear($"{name}.in_layers.2", 32, channels, 3, 3);
        Linear($"{name}.emb_layers.1", 32, 128);
        Norm($"{name}.out_layers.0", 32);
        Linear($"{name}.out_layers.3", 32, 32, 3, 3);
        if (channels != 32) Linear($"{name}.skip_connection", 32, channels, 1, 1);
    }

    private void Attention(string name)
    {
        Norm($"{name}.norm", 32);
        Linear($"{name}.qkv", 96, 32, 1);
        Linear($"{name}.proj_out", 32, 32, 1);
    }
}
