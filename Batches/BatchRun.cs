using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Batches;

/// <summary>
/// Works on a batch: draws what of its part is not there yet and no other process is drawing, writes it file by file, and waits for what
/// others are drawing, so that all of the part is there at the end even if one of them is killed.
/// </summary>
/// <param name="plan">The batch.</param>
/// <param name="shard">The part that is this process's.</param>
/// <param name="folder">Where it goes.</param>
/// <param name="interrupt">Asks for an orderly end.</param>
internal sealed class BatchRun(BatchPlan plan, Shard shard, BatchFolder folder, CancellationToken interrupt) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly List<(BatchUnit Unit, FileStream Claim)> _claimed = [];
    private GpuDevice? _device;
    private (Model Model, Generator Generator)? _loaded;

    /// <summary>Does it.</summary>
    /// <param name="progress">Told the report so far, now and then.</param>
    /// <returns>What was done; where it was interrupted, what was done until then.</returns>
    public BatchReport Execute(Action<BatchReport> progress)
    {
        long start = Stopwatch.GetTimestamp();
        List<BatchBlock> left = [.. plan.Blocks.Where(shard.Has)];
        int files = left.Sum(FilesOf);
        int missing = left.Sum(MissingOf);
        var report = new BatchReport { Shard = shard, Files = files, Before = files - missing, Missing = missing };
        left.RemoveAll(folder.IsDone);
        try
        {
            foreach (IGrouping<PreparedJob, BatchBlock> job in left.GroupBy(block => block.Units[0].Job)) WriteCompanions(job.Key, job);
            while (left.Count > 0)
            {
                int before = left.Count;
                left = Pass(left, report, progress);
                // What is left is with other processes.
                if (left.Count == before) interrupt.WaitHandle.WaitOne(BetweenLooks);
                interrupt.ThrowIfCancellationRequested();
                left.RemoveAll(folder.IsDone);
                Tell();
            }
        }
        catch (OperationCanceledException)
        {
            // What is claimed and not drawn yet is let go of.
        }
        finally
        {
            Release();
            folder.RemoveEmptyWork();
        }
        Tell();
        if (plan.Blocks.All(folder.IsDone)) folder.TidyUp();
        return report;

        void Tell()
        {
            report.Missing = plan.Blocks.Where(shard.Has).Sum(MissingOf);
            report.Time = Stopwatch.GetElapsedTime(start);
            progress(report);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _loaded?.Generator.Dispose();
        _device?.Dispose();
    }

    // Goes through blocks once; returns those that others have.
    private List<BatchBlock> Pass(List<BatchBlock> blocks, BatchReport report, Action<BatchReport> progress)
    {
        var others = new List<BatchBlock>();
        PreparedJob? job = null;
        foreach (BatchBlock block in blocks)
        {
            interrupt.ThrowIfCancellationRequested();
            if (job != block.Units[0].Job) Draw(report, progress);
            job = block.Units[0].Job;
            if (folder.IsDone(block)) continue;
            if (folder.Claim(block) is not { } claim)
            {
                others.Add(block);
                continue;
            }
            // Another process may have done it since.
            BatchUnit[] missing = [.. block.Units.Where(unit => !folder.IsDone(unit))];
            foreach (BatchUnit unit in missing) _claimed.Add((unit, claim));
            if (missing.Length == 0) claim.Dispose();
            if (_claimed.Sum(claimed => claimed.Unit.Items.Count) >= Generator.LargestBatch) Draw(report, progress);
        }
        Draw(report, progress);
        return others;
    }

    // Draws and writes whatever is claimed.
    private void Draw(BatchReport report, Action<BatchReport> progress)
    {
        if (_claimed.Count == 0) return;
        PreparedJob job = _claimed[0].Unit.Job;
        var drawing = new BatchDrawing(GeneratorOf(job.Model, report), job);
        IEnumerable<DrawnItem> drawn = _claimed.SelectMany(claimed => claimed.Unit.Items).Chunk(Generator.LargestBatch).SelectMany(items =>
        {
            interrupt.ThrowIfCancellationRequested();
            report.Drawn += items.Length;
            return drawing.Draw(items);
        });
        using IEnumerator<DrawnItem> next = drawn.GetEnumerator();
        foreach ((BatchUnit unit, _) in _claimed)
        {
            var items = new List<DrawnItem>();
            while (items.Count < unit.Items.Count && next.MoveNext()) items.Add(next.Current);
            report.Unmet += items.Count(item => item.Text is { Text: null });
            foreach (OutputFile file in job.Encoder.Encode(unit, items))
            {
                if (!folder.Write(file)) continue;
                report.Written++;
                report.Missing--;
            }
        }
        Release();
        progress(report);
    }

    private void Release()
    {
        foreach (FileStream claim in _claimed.Select(claimed => claimed.Claim).Distinct()) claim.Dispose();
        _claimed.Clear();
    }

    private void WriteCompanions(PreparedJob job, IEnumerable<BatchBlock> blocks)
    {
        foreach (OutputFile file in job.Encoder.Companions(blocks.SelectMany(block => block.Units))) folder.WriteShared(file);
    }

    // One model at a time: jobs of a model stand together, or pay for loading it again.
    private Generator GeneratorOf(Model model, BatchReport report)
    {
        if (_loaded is { } loaded && loaded.Model == model) return loaded.Generator;
        _device ??= GpuDevice.Open();
        report.Device = $"{_device.Name} ({_device.DriverVersion})";
        _loaded?.Generator.Dispose();
        _loaded = null;
        var generator = new Generator(_device, model, new GeneratorOptions { Generations = 0 });
        _loaded = (model, generator);
        return generator;
    }

    private static int FilesOf(BatchBlock block) => block.Units.Sum(unit => unit.Files.Count);

    private int MissingOf(BatchBlock block) => block.Units.Sum(folder.MissingOf);
}
