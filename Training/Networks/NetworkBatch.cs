using BfnProcGen.Networks;
using TorchSharp;

namespace BfnProcGen.Training.Networks;

/// <summary>What is given to a <see cref="TorchNetwork"/> for a batch: the tensors of <see cref="NetworkInput"/>, item after item.</summary>
/// <param name="State">The input distribution, [batch, channels, height, width], 32-bit floats.</param>
/// <param name="Known">1 where a cell is known, [batch, 1, height, width], or null where nothing is.</param>
/// <param name="Time">t of each item, [batch], 64-bit floats: 1000·t·f in 32 bits would lose the angle.</param>
/// <param name="Class">Class index of each item, the number of classes meaning "none", [batch], 64-bit integers; null means none at all.</param>
public readonly record struct NetworkBatch(torch.Tensor State, torch.Tensor? Known, torch.Tensor Time, torch.Tensor? Class = null);
