namespace BfnProcGen.Networks;

/// <summary>How a weight starts before training.</summary>
public enum Initial
{
    /// <summary>All zero: biases, and convolutions that begin as "nothing".</summary>
    Zero,

    /// <summary>All one: the scales of norms.</summary>
    One,

    /// <summary>Uniform in ±1/√(fan-in), fan-in being the product of all extents but the first.</summary>
    Uniform,

    /// <summary>Normal with standard deviation 0.02: embeddings.</summary>
    SmallNormal,

    /// <summary>Normal with standard deviation 0.5: positions that attention should tell apart from the start.</summary>
    WideNormal,
}

/// <summary>A weight tensor that an operation asks for, named within its node: <c>weight</c>, <c>bias</c>.</summary>
public sealed record Parameter(string Name, int[] Extents, Initial Initial)
{
    /// <summary>Numbers in the tensor.</summary>
    public int Count => Extents.Aggregate(1, (product, extent) => checked(product * extent));
}
