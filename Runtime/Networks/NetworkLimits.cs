namespace BfnProcGen.Networks;

/// <summary>
/// How large a network may be: several times the largest ones published for this kind of model, and little enough that a file from
/// anywhere can neither overflow a sum nor ask for more memory or time than a machine has.
/// </summary>
public static class NetworkLimits
{
    /// <summary>Nodes.</summary>
    public const int Nodes = 4096;

    /// <summary>Inputs of one node.</summary>
    public const int Inputs = 256;

    /// <summary>Numbers in one value of one item, or in one weight.</summary>
    public const long Numbers = 1L << 28;

    /// <summary>Numbers in all weights together.</summary>
    public const long Weights = 1L << 30;

    /// <summary>Numbers in all values of one item together: 4 GiB where no memory is reused.</summary>
    public const long Activations = 1L << 30;

    /// <summary>Multiply-adds of one evaluation of one item: minutes on a processor, about a second on a fast GPU.</summary>
    public const long MultiplyAdds = 1L << 40;
}
