using System.Text.Json.Serialization;

namespace BfnProcGen.Flows;

/// <summary>What the network of continuous or discretised data predicts of the state μ = γx + √(γ(1 − γ))·ε.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PredictedQuantity>))]
public enum PredictedQuantity
{
    /// <summary>ε, as in the paper: x̂ = μ/γ − √((1 − γ)/γ)·ε̂. Early on, where γ is small, little errors of ε̂ become large ones of x̂.</summary>
    Noise,

    /// <summary>
    /// The velocity v = √γ·ε − √(1 − γ)·x (Salimans and Ho, <i>Progressive Distillation</i>, ICLR 2022): x̂ = μ − √(1 − γ)·v̂, whose errors are
    /// never enlarged, and which is asked from the very beginning.
    /// </summary>
    Velocity,
}
