using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Runs;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>A measurement in the background. Its own thread tells it how it goes; pages look now and then.</summary>
/// <param name="model">The model's file, relative to the opened folder.</param>
/// <param name="table">The table of a report.</param>
internal sealed class QualityMeasurement(string model, Func<EvaluationReport, QualityTable> table) : ProgressDisplay, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private volatile string _status = "waits for its turn";
    private volatile QualityTable? _table;
    private volatile bool _isOver;
    private double _share;

    public string Model => model;

    /// <summary>What is being done, and how long the rest will take.</summary>
    public string Status => _status;

    /// <summary>How much is done, 0 to 1.</summary>
    public double Share => Volatile.Read(ref _share);

    /// <summary>The rows so far; null before the first.</summary>
    public QualityTable? Table => _table;

    /// <summary>What went wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether it has come to an end, whichever.</summary>
    public bool IsOver => _isOver;

    /// <summary>Is filled by the measurement.</summary>
    public EvaluationReport Report { get; } = new();

    public CancellationToken Cancellation => _cancel.Token;

    /// <summary>Its work, once it has begun.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Ends it with the rows so far, once the samples that are being drawn are there.</summary>
    public void Cancel()
    {
        if (_isOver) return;
        _cancel.Cancel();
        _status = "ends with the samples that are being drawn …";
    }

    /// <summary>Says that it has ended.</summary>
    public void End(string? problem = null)
    {
        Problem = problem;
        _status = problem is not null ? "" : Report.IsComplete ? "done" : "cancelled";
        _isOver = true;
    }

    public override void Show(string task, string text, double share, InLog inLog)
    {
        (_status, _share) = (text, share);
        if (Report.Quality.Count > (_table?.Rows.Length ?? 0)) _table = table(Report);
    }

    public void Dispose() => _cancel.Dispose();
}
