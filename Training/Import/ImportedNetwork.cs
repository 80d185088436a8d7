using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>A network of the paper's reference implementation in these operations, with its weights under their names here.</summary>
public sealed record ImportedNetwork(Network Network, IReadOnlyDictionary<string, float[]> Weights);
