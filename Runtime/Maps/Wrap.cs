namespace BfnProcGen.Maps;

/// <summary>In which directions a map goes on at its other edge, so that copies of it can be laid side by side.</summary>
[Flags]
public enum Wrap
{
    /// <summary>In none.</summary>
    None = 0,

    /// <summary>The last column is left of the first one.</summary>
    X = 1,

    /// <summary>The last row is above the first one.</summary>
    Y = 2,

    /// <summary>In both.</summary>
    Both = X | Y,
}
