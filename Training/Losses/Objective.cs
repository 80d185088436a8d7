using System.Text.Json.Serialization;

namespace BfnProcGen.Training.Losses;

/// <summary>What training minimises.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Objective>))]
public enum Objective
{
    /// <summary>
    /// Cross-entropy of the output distribution: better samples, a slightly worse likelihood. Of continuous and discretised data the loss of
    /// <see cref="ContinuousTime"/>, at times that come early more often.
    /// </summary>
    CrossEntropy,

    /// <summary>The continuous-time loss K·β₁·t·‖e_x − ê‖² (Graves et al. 2023, equation 205): a bound on the likelihood.</summary>
    ContinuousTime,
}
