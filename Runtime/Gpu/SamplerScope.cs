using BfnProcGen.Sampling;

namespace BfnProcGen.Gpu;

/// <summary>What a recording of the sampler is made for, besides its batch.</summary>
/// <param name="Evaluations">The most network evaluations of a run.</param>
/// <param name="IsGuided">
/// Every sample is evaluated twice, with and without its class, so that the plan's batch holds half as many samples.
/// </param>
/// <param name="HasBias">Samples may have a <see cref="SampleItem.Bias"/>.</param>
/// <param name="Export">The forms that results are written in for a caller; null for none.</param>
internal readonly record struct SamplerScope(int Evaluations, bool IsGuided = false, bool HasBias = false, ResultExport? Export = null);
