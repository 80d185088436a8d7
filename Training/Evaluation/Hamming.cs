namespace BfnProcGen.Training.Evaluation;

/// <summary>Distances between maps: the share of cells that differ.</summary>
internal static class Hamming
{
    /// <summary>
    /// The mean over <paramref name="maps"/> of the distance to the nearest of <paramref name="others"/>; NaN when there are no others.
    /// </summary>
    public static double MeanNearest(IReadOnlyList<byte[]> maps, byte[][] others)
    {
        var distances = new double[maps.Count];
        Parallel.For(0, maps.Count, i => distances[i] = Nearest(maps[i], others));
        return distances.Average();
    }

    /// <summary>The distance to the nearest of <paramref name="others"/>.</summary>
    private static double Nearest(byte[] cells, byte[][] others)
    {
        if (others.Length == 0) return double.NaN;
        int nearest = cells.Length;
        foreach (byte[] other in others)
        {
            int distance = 0;
            for (int i = 0; i < cells.Length && distance < nearest; i++)
            {
                if (cells[i] != other[i]) distance++;
            }
            nearest = Math.Min(nearest, distance);
        }
        return (double)nearest / cells.Length;
    }
}
