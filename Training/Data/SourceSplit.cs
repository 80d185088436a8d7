using System.Security.Cryptography;
using System.Text;

namespace BfnProcGen.Training.Data;

/// <summary>Divides sources, such as files, into those learnt from and those kept back for validation.</summary>
internal static class SourceSplit
{
    /// <summary>
    /// The sources that are kept back. What has said itself on which side it is, stays there. Of the others those with the lowest hashes
    /// are kept back: adding or removing a file moves few others.
    /// </summary>
    /// <exception cref="TrainingException">The share is out of range.</exception>
    public static HashSet<string> KeptBack(IReadOnlyList<(string Source, bool? IsKeptBack)> sources, double share, ulong seed)
    {
        if (share is not (>= 0 and < 1))
            throw new TrainingException($"The share kept back for validation must be at least 0 and below 1, not {share}.");
        HashSet<string> kept = [.. sources.Where(source => source.IsKeptBack == true).Select(source => source.Source)];
        string[] open = [.. sources.Where(source => source.IsKeptBack is null).Select(source => source.Source).Distinct()];
        if (open.Length < 2 || share == 0) return kept;
        int count = Math.Clamp((int)Math.Round(share * open.Length), 1, open.Length - 1);
        kept.UnionWith(open.OrderBy(Rank, StringComparer.Ordinal).Take(count));
        return kept;

        string Rank(string source) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{source}")));
    }

    /// <summary>The names of the labels in their order.</summary>
    public static string[] Labels(IEnumerable<string?> labels) => [.. labels.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}
