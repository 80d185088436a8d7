using BfnProcGen.Networks;

namespace BfnProcGen.Editor.Sampling;

/// <summary>How much there is to compute: two operations for each multiply-add of convolutions and attention, which outweigh all the rest.</summary>
internal static class NetworkWork
{
    /// <summary>Floating-point operations of one evaluation of one item.</summary>
    public static double Of(Network network) => 2.0 * network.Nodes.Select((node, i) => node.Operation switch
    {
        Convolution convolution => (double)convolution.Parameters(network.InputShapes(node))[0].Count * network.Shapes[i].Area,
        Attention => 2.0 * network.Shapes[i].Channels * network.Shapes[i].Area * network.Shapes[i].Area,
        _ => 0,
    }).Sum();
}
