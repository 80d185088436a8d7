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
        Parallel.For(0, maps.Count, i => distances[i] = FindNearest(maps[i], others).Distance);
        return distances.Average();
    }

    /// <summary>The nearest of <paramref name="others"/>, and its distance: −1 and NaN where there are none.</summary>
    public static (int Index, double Distance) FindNearest(byte[] cells, byte[][] others)
    {
        if (others.Length == 0) return (-1, double.NaN);
        int nearest = cells.Length, index = 0;
        foreach ((int i, byte[] other) in others.Index())
        {
            int distance = 0;
            for (int cell = 0; cell < cells.Length && distance < nearest; cell++)
            {
                if (cells[cell] != other[cell]) distance++;
            }
            if (distance < nearest) (nearest, index) = (distance, i);
        }
        return (index, (double)nearest / cells.Length);
    }
}
