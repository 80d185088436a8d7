using BfnProcGen.Networks;

namespace BfnProcGen.Editor.Sampling;

/// <summary>
/// How much there is to compute: two operations for each multiply-add of convolutions and attention, which outweigh all the rest.
/// </summary>
internal static class NetworkWork
{
    /// <summary>Floating-point operations of one evaluation of one item.</summary>
    public static double Of(Network network) => 2.0 * network.MultiplyAdds;
}
