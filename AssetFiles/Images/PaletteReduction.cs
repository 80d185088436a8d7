using BfnProcGen.Models;

namespace BfnProcGen.AssetFiles;

/// <summary>
/// Chooses the colours that stand for many, in Oklab: the group with the most variance is cut along its longest axis until there are enough
/// (as in median cut), then groups are settled (k-means), and the colour of each group that is nearest to its mean stands for it. Opaque
/// and translucent colours are chosen apart, by their numbers of pixels, so that no outline gets holes.
/// </summary>
internal static class PaletteReduction
{
    private const int Rounds = 12;

    public static Rgba[] Reduce(IReadOnlyDictionary<Rgba, long> counts, int most)
    {
        PalettePoint[][] kinds = [.. Enumerable.Range(0, 3).Select(kind => counts
            .Where(entry => PalettePoint.KindOf(entry.Key) == kind)
            .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
            .Select(entry => new PalettePoint(entry.Key, entry.Value)).ToArray())];
        (PalettePoint[] transparent, PalettePoint[] translucent, PalettePoint[] opaque) = (kinds[0], kinds[1], kinds[2]);
        int left = most - transparent.Length;
        double share = translucent.Sum(point => point.Weight) / (translucent.Concat(opaque).Sum(point => point.Weight) + 1e-9);
        int between = Math.Min(translucent.Length, (int)Math.Ceiling(share * left));
        if (opaque.Length > 0) between = Math.Min(between, left - 1);
        return [.. transparent.Select(point => point.Colour), .. Choose(translucent, between), .. Choose(opaque, left - between)];
    }

    private static IEnumerable<Rgba> Choose(PalettePoint[] points, int count)
    {
        if (points.Length <= count) return points.Select(point => point.Colour);
        if (count == 0) return [];
        List<PalettePoint[]> groups = [points];
        while (groups.Count < count)
        {
            PalettePoint[] widest = groups.MaxBy(Spread)!;
            groups.Remove(widest);
            groups.AddRange(Cut(widest));
        }
        for (int round = 0; round < Rounds; round++)
        {
            double[][] means = [.. groups.Select(Mean)];
            groups = [.. points.AsParallel().AsOrdered().Select(point => (point, At: Nearest(point, means))).GroupBy(pair => pair.At)
                .OrderBy(group => group.Key).Select(group => group.Select(pair => pair.point).ToArray())];
        }
        return groups.Select(group =>
        {
            double[] mean = Mean(group);
            return group.MinBy(point => point.DistanceTo(mean)).Colour;
        });
    }

    private static int Nearest(PalettePoint point, double[][] means)
    {
        int nearest = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < means.Length; i++)
        {
            double distance = point.DistanceTo(means[i]);
            if (distance < least) (nearest, least) = (i, distance);
        }
        return nearest;
    }

    // Colours of a group differ, so that the longest axis leaves something on both sides of the mean.
    private static PalettePoint[][] Cut(PalettePoint[] group)
    {
        double[] mean = Mean(group);
        int axis = Enumerable.Range(0, 4)
            .MaxBy(axis => group.Sum(point => point.Weight * (point[axis] - mean[axis]) * (point[axis] - mean[axis])));
        PalettePoint[][] halves =
            [[.. group.Where(point => point[axis] <= mean[axis])], [.. group.Where(point => point[axis] > mean[axis])]];
        return halves.All(half => half.Length > 0) ? halves : [group[..1], group[1..]];
    }

    private static double Spread(PalettePoint[] group)
    {
        if (group.Length == 1) return -1;
        double[] mean = Mean(group);
        return group.Sum(point => point.Weight * point.DistanceTo(mean));
    }

    private static double[] Mean(PalettePoint[] group)
    {
        double weight = group.Sum(point => point.Weight);
        return [.. Enumerable.Range(0, 4).Select(axis => group.Sum(point => point.Weight * point[axis]) / weight)];
    }
}
