namespace BfnProcGen.Networks;

/// <summary>What an operation sees while one item is evaluated plainly: its inputs, its weights, and what is given from outside.</summary>
internal sealed class Evaluation
{
    public required float[][] Inputs { get; init; }
    public required Shape[] Shapes { get; init; }
    public required float[][] Parameters { get; init; }
    public required float[] Output { get; init; }
    public required Shape Shape { get; init; }
    public required NetworkInput Given { get; init; }
}

/// <summary>What is given to a network for one item.</summary>
/// <param name="State">The input distribution as the network sees it, in the shape of <see cref="StateInput"/>.</param>
/// <param name="Known">1 where a cell is known, else 0; null means nothing is known.</param>
/// <param name="Time">t in [0, 1].</param>
/// <param name="Class">Class index, or −1 for none.</param>
public readonly record struct NetworkInput(float[] State, float[]? Known, double Time, int Class = -1);
