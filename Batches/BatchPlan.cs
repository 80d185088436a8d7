using System.Security.Cryptography;
using System.Text;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Batches;

/// <summary>One thing to draw.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Index">Its number in the job, from 0.</param>
/// <param name="Label">The class it is asked for; null for any.</param>
internal readonly record struct BatchItem(ulong Seed, int Index, string? Label);

/// <summary>What is written at once: a file, or a sheet with its atlas.</summary>
/// <param name="Job">What it is a part of.</param>
/// <param name="Items">What is in it.</param>
/// <param name="Path">Its path, relative to the batch's folder; of a sheet without the ending.</param>
internal sealed record BatchUnit(PreparedJob Job, IReadOnlyList<BatchItem> Items, string Path)
{
    /// <summary>The files it consists of.</summary>
    public IReadOnlyList<string> Files => Job.Format is BatchFormat.Atlas or BatchFormat.AtlasList
        ? [Path + ".png", Path + ".json"]
        : [Path];
}

/// <summary>Units that one process draws together.</summary>
/// <param name="Index">Its number in the plan.</param>
/// <param name="Units">The units, all of one job.</param>
internal sealed record BatchBlock(int Index, IReadOnlyList<BatchUnit> Units);

/// <summary>
/// All of a batch, cut into blocks: it follows from the manifest and the models alone, so that all processes and machines that work on a
/// batch agree on it, however it is shared out.
/// </summary>
internal sealed class BatchPlan
{
    // Small enough that several processes find work in a batch of a hundred, large enough that locks cost nothing.
    private const int ItemsABlock = 16;

    /// <summary>Plans jobs.</summary>
    /// <exception cref="RequestException">Two files would be the same one.</exception>
    public BatchPlan(IReadOnlyList<PreparedJob> jobs)
    {
        var blocks = new List<BatchBlock>();
        var units = new List<BatchUnit>();
        foreach (PreparedJob job in jobs)
        {
            foreach (BatchUnit unit in UnitsOf(job))
            {
                units.Add(unit);
                if (units.Sum(other => other.Items.Count) >= ItemsABlock) Close();
            }
            Close();
        }
        Blocks = blocks;
        CheckDistinct();
        Identity = IdentityOf();

        void Close()
        {
            if (units.Count > 0) blocks.Add(new BatchBlock(blocks.Count, [.. units]));
            units.Clear();
        }
    }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<BatchBlock> Blocks { get; }

    /// <summary>What tells this plan from others in the same folder.</summary>
    public string Identity { get; }

    private static IEnumerable<BatchUnit> UnitsOf(PreparedJob job)
    {
        IEnumerable<BatchItem> items = Enumerable.Range(0, job.Job.Count).Select(i =>
            new BatchItem(job.Job.FirstSeed + (ulong)i, i, job.LabelOf(job.Job.FirstSeed + (ulong)i)));
        // Where paths tell classes apart, files hold one class each.
        IEnumerable<IEnumerable<BatchItem>> groups =
            job.Job.Output.Has("class") && job.PerFile > 1 ? items.GroupBy(item => item.Label) : [items];
        foreach (IEnumerable<BatchItem> group in groups)
        {
            int file = 0;
            foreach (BatchItem[] some in group.Chunk(job.PerFile))
            {
                string path = job.Job.Output.PathOf(job.ModelName, some[0].Label, some[0].Seed, some[0].Index, file++);
                bool isSheet = job.Format is BatchFormat.Atlas or BatchFormat.AtlasList;
                yield return new BatchUnit(job, some, isSheet ? path[..^".png".Length] : path);
            }
        }
    }

    // Upper and lower case are the same on many file systems.
    private void CheckDistinct()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var beside = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        foreach (BatchUnit unit in Blocks.SelectMany(block => block.Units))
        {
            foreach (string file in unit.Files)
            {
                if (!taken.Add(file))
                    throw unit.Job.Wrong(
                        $"Two files would be '{file}': put {(unit.Job.PerFile > 1 ? "{file}" : "{seed}")} into \"output\".");
            }
        }
        foreach (IGrouping<PreparedJob, BatchUnit> units in Blocks.SelectMany(block => block.Units).GroupBy(unit => unit.Job))
        {
            foreach (OutputFile file in units.Key.Encoder.Companions(units))
            {
                bool isOther = beside.TryGetValue(file.Name, out byte[]? bytes) && !bytes.AsSpan().SequenceEqual(file.Bytes);
                if (isOther || taken.Contains(file.Name))
                {
                    throw units.Key.Wrong($"'{file.Name}', which stands beside its files, would be another file of the batch as well: "
                        + "put a folder of its own into \"output\".");
                }
                beside[file.Name] = file.Bytes;
            }
        }
    }

    private string IdentityOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BatchUnit unit in Blocks.SelectMany(block => block.Units)) hash.AppendData(Encoding.UTF8.GetBytes($"{unit.Path}\n"));
        foreach (PreparedJob job in Blocks.Select(block => block.Units[0].Job).Distinct())
            hash.AppendData(Encoding.UTF8.GetBytes(job.Provenance.ModelHash));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
