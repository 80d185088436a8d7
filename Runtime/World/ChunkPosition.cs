namespace BfnProcGen.World;

/// <summary>Where a chunk lies: columns count to the right and rows down, from any origin, below zero too.</summary>
/// <param name="X">Column of chunks.</param>
/// <param name="Y">Row of chunks.</param>
public readonly record struct ChunkPosition(int X, int Y)
{
    /// <summary>
    /// When a chunk is drawn: 0 for those that know of no other, 1 for those between two of them, 2 for those in the hole that four others
    /// leave.
    /// </summary>
    internal int Turn => (X & 1) + (Y & 1);

    // Past the last column comes the first: its coordinate is even where the last one's is odd, so that turns fit together there as well.
    internal ChunkPosition Beside(int columns, int rows) => unchecked(new(X + columns, Y + rows));
}
