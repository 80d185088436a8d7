using System.Diagnostics;
using BfnProcGen.Editor.Runs;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>One part of an evaluation on the display: what is done of it, and how long the rest will take.</summary>
/// <param name="display">Where it is shown.</param>
/// <param name="name">What it is called there.</param>
/// <param name="work">How much there is to do, in any unit.</param>
internal sealed class EvaluationPhase(ProgressDisplay display, string name, double work)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private double _done;

    private double Share => Math.Min(1, _done / work);

    /// <summary>Says what is being done, now that so much more of the work is.</summary>
    public void Advance(string text, double more = 0)
    {
        _done += more;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string left = _done == 0 ? "" : $", {Share:P0}, {ProgressDisplay.Text(elapsed * (1 - Share) / Share)} left";
        display.Show(name, $"{name}: {text}{left}", Share, InLog.NowAndThen);
    }

    /// <summary>Says what was found.</summary>
    public void Found(string text) => display.Show(name, $"{name}: {text}", Share, InLog.Always);
}
