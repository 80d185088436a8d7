using System.Text.Json.Serialization;

namespace BfnProcGen.Networks;

/// <summary>
/// One of the small closed set of operations a <see cref="Network"/> is wired from. Each is a file: what it is, what it does to shapes,
/// which weights it has, and the plain evaluation that defines it. Torch and the GPU interpret the same records.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(StateInput), "state_input")]
[JsonDerivedType(typeof(MaskInput), "mask_input")]
[JsonDerivedType(typeof(TimeInput), "time_input")]
[JsonDerivedType(typeof(TimeEmbedding), "time_embedding")]
[JsonDerivedType(typeof(ClassEmbedding), "class_embedding")]
[JsonDerivedType(typeof(PositionEmbedding), "position_embedding")]
[JsonDerivedType(typeof(Convolution), "convolution")]
[JsonDerivedType(typeof(GroupNorm), "group_norm")]
[JsonDerivedType(typeof(LayerNorm), "layer_norm")]
[JsonDerivedType(typeof(SiLU), "silu")]
[JsonDerivedType(typeof(GELU), "gelu")]
[JsonDerivedType(typeof(LogProbability), "log_probability")]
[JsonDerivedType(typeof(FourierFeatures), "fourier_features")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Concatenate), "concatenate")]
[JsonDerivedType(typeof(Upsample), "upsample")]
[JsonDerivedType(typeof(Attention), "attention")]
public abstract record Operation
{
    /// <summary>The shape of the result.</summary>
    /// <exception cref="NetworkException">The inputs don't fit this operation.</exception>
    public abstract Shape InferShape(ReadOnlySpan<Shape> inputs);

    /// <summary>The weights this operation has on inputs of these shapes.</summary>
    public virtual IReadOnlyList<Parameter> Parameters(ReadOnlySpan<Shape> inputs) => [];

    /// <summary>Multiply-adds on one item, where they are many for each number of the result.</summary>
    public virtual long MultiplyAdds(ReadOnlySpan<Shape> inputs, Shape output) => 0;

    /// <summary>The definition: computes one item in 32-bit floats with double accumulators.</summary>
    internal abstract void Evaluate(Evaluation evaluation);

    /// <summary>Refuses any number of inputs but <paramref name="count"/>.</summary>
    protected void Expect(ReadOnlySpan<Shape> inputs, int count)
    {
        if (inputs.Length != count) throw new NetworkException($"{GetType().Name} takes {count} inputs, not {inputs.Length}.");
    }

    /// <summary>Refuses what <paramref name="holds"/> rules out.</summary>
    protected void Require(bool holds, string otherwise)
    {
        if (!holds) throw new NetworkException($"{GetType().Name}: {otherwise}");
    }
}
