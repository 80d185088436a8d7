using System.Security.Cryptography;
using System.Text;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>
/// Measures models in the background as <c>bfn eval</c> does, one after the other, whether a page looks on or not. Tables are kept in
/// <c>.bfn/quality</c> of the opened folder.
/// </summary>
internal sealed class QualityDesk(OpenedFolder folder, RunQueue queue, AssetLibrary library) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, QualityMeasurement> _last = [];

    /// <summary>The measurement of a model that is under way, or was the last one; null before the first.</summary>
    public QualityMeasurement? Of(string model)
    {
        lock (_lock) return _last.GetValueOrDefault(model);
    }

    /// <summary>The table of a model that was measured whole; null where there is none of it as it is now.</summary>
    public QualityTable? TableOf(string model)
    {
        try
        {
            return QualityTable.Load(PathOf(model)) is { } table && table.Model == model
                && table.Written == File.GetLastWriteTimeUtc(folder.Inside(model)) ? table : null;
        }
        catch (RefusedPathException)
        {
            // Links may lead out of the folder; who has it measured is told.
            return null;
        }
    }

    /// <summary>The assets that a model is best compared with: those of its run, else the first there are.</summary>
    public string PlaceFor(string model) =>
        queue.Runs.FirstOrDefault(run => folder.Inside(model) is var file && (file == run.ModelPath || file == run.BestModelPath))
            ?.Ticket.Assets
        ?? library.FirstPlace(library.Places());

    /// <summary>Begins to measure a model, or finds that it is being measured.</summary>
    /// <exception cref="RefusedPathException">One of the paths lies outside the opened folder.</exception>
    public QualityMeasurement Start(string model, string place, EvaluationRequest request)
    {
        string file = folder.Inside(model), assets = folder.Inside(place);
        lock (_lock)
        {
            if (_last.TryGetValue(model, out QualityMeasurement? last))
            {
                if (!last.IsOver) return last;
                last.Dispose();
            }
            DateTime written = File.GetLastWriteTimeUtc(file);
            int realAssets = 0;
            var measurement = new QualityMeasurement(model,
                report => QualityTable.Of(model, written, place, realAssets, request.Count, report));
            _last[model] = measurement;
            // Taken here: in the order in which they are asked for.
            Task turn = _turn.WaitAsync(measurement.Cancellation);
            measurement.Work = Task.Run(() => InTurn(turn, measurement, () =>
            {
                var loaded = Model.Load(file);
                var evaluated = new EvaluatedAssets(assets, loaded, folder.Bounds);
                realAssets = evaluated.Count;
                (SampleSource source, _) = OpenModel.OpenSource(loaded);
                using (source)
                {
                    new ModelEvaluation(loaded, evaluated, request)
                        .Measure(measurement.Report, source, measurement, measurement.Cancellation);
                }
                if (measurement is { Report.IsComplete: true, Table: { } table }) Keep(table);
            }));
            return measurement;
        }
    }

    /// <summary>Ends what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        QualityMeasurement[] all;
        lock (_lock) all = [.. _last.Values];
        foreach (QualityMeasurement measurement in all) measurement.Cancel();
        foreach (QualityMeasurement measurement in all)
        {
            await measurement.Work;
            measurement.Dispose();
        }
    }

    private async Task InTurn(Task turn, QualityMeasurement measurement, Action measure)
    {
        try
        {
            await turn;
            try
            {
                measure();
            }
            finally
            {
                _turn.Release();
            }
            measurement.End();
        }
        catch (OperationCanceledException)
        {
            measurement.End();
        }
        catch (Exception e)
        {
            measurement.End(Failure.Explain(e, CancellationToken.None).Message);
        }
    }

    private void Keep(QualityTable table)
    {
        string path = PathOf(table.Model);
        AssetOutput.MakeFolder(Path.GetDirectoryName(path)!);
        table.Save(path);
    }

    private string PathOf(string model) => folder.Inside(Path.Combine(AssetFolder.WorkName, "quality",
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))[..16] + ".json"));
}
