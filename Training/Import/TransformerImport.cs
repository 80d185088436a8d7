using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>Reads weights of the reference's bidirectional transformer for text.</summary>
public static class TransformerImport
{
    /// <summary>Reads a weights file; everything but the number of heads follows from the shapes of its tensors.</summary>
    /// <param name="path">A safetensors file with the reference's parameter names.</param>
    /// <param name="heads">Heads of every attention, 12 in the paper; null takes the number from the file's metadata.</param>
    /// <exception cref="ModelFormatException">The file holds something else; says what.</exception>
    public static ImportedNetwork Read(string path, int? heads = null)
    {
        var file = new ReferenceWeights(path);
        const string Fixed = "input_adapter.pos_embedding", Learned = $"{Fixed}.weight";
        string position = file.Has(Learned) ? Learned : Fixed;
        if (file.ShapeOf(position) is not [var length, var channels]) throw file.Refused($"'{position}' is not a table");
        if (file.ShapeOf("lm_head.weight") is not [var symbols, var last] || last != 2 * channels)
            throw file.Refused("its exit does not see the entrance (skip: false)");
        var recipe = new TransformerRecipe
        {
            Symbols = symbols,
            Length = length,
            Channels = channels,
            Blocks = Enumerable.Range(0, int.MaxValue).First(block => !file.Has($"transformer.h.{block}.ln_1.weight")),
            Heads = file.Heads(heads, "n_head", "12 for text8"),
            TimeChannels = 0,
            AddsEvidence = false,
            Reach = 1,
            TakesKnown = false,
            Dropout = 0,
        };
        Network network = recipe.Build();
        var weights = new WeightMap(file, network);
        weights.Copy("input_adapter.inp_embedding", "first");
        weights.Copy("input_adapter.t_embedding", "time.linear");
        weights.Set("position.weight", Matrix.Transposed(file.Take(position, length, channels), length));
        for (int block = 0; block < recipe.Blocks; block++)
        {
            string from = $"transformer.h.{block}", to = $"block{block}";
            weights.Copy($"{from}.ln_1", $"{to}.attention.norm");
            weights.Copy($"{from}.attn.c_attn", $"{to}.attention.qkv");
            weights.Copy($"{from}.attn.c_proj", $"{to}.attention.project");
            weights.Copy($"{from}.ln_2", $"{to}.mlp.norm");
            weights.Copy($"{from}.mlp.c_fc", $"{to}.mlp.widen");
            weights.Copy($"{from}.mlp.c_proj", $"{to}.mlp.project");
        }
        weights.Copy("transformer.ln_f", "last.norm");
        weights.Copy("lm_head", "last");
        return weights.Finish();
    }
}
