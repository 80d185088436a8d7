using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>A curve that grows: however long a run is, it has at most so many points, evenly spread.</summary>
internal sealed class Curve
{
    // As fine as what a run writes down, so that a curve is the same after the program was closed.
    private const int MostPoints = TrainingRun.FinestLosses;

    private readonly Lock _lock = new();
    private readonly List<CurvePoint> _points = [];
    private int _every = 1;

    /// <summary>A curve of some points, by step.</summary>
    public static Curve Of(IEnumerable<CurvePoint> points)
    {
        var curve = new Curve();
        foreach (CurvePoint point in points) curve.Add(point);
        return curve;
    }

    /// <summary>Adds a point; steps never go back, but to where a resumed run begins again.</summary>
    public void Add(CurvePoint point)
    {
        if (!double.IsFinite(point.Value)) return;
        lock (_lock)
        {
            while (_points.Count > 0 && _points[^1].Step >= point.Step) _points.RemoveAt(_points.Count - 1);
            if (_points.Count > 0 && point.Step - _points[^1].Step < _every) return;
            _points.Add(point);
            if (_points.Count <= MostPoints) return;
            for (int i = 1; i < _points.Count; i++) _points.RemoveAt(i);
            _every *= 2;
        }
    }

    /// <summary>The points so far.</summary>
    public CurvePoint[] Points()
    {
        lock (_lock) return [.. _points];
    }

    /// <summary>A smoothed copy.</summary>
    /// <param name="points">The points.</param>
    /// <param name="smoothing">0 for none, towards 1 for a line that hardly moves.</param>
    public static CurvePoint[] Smooth(CurvePoint[] points, double smoothing)
    {
        double mean = 0, weight = 0;
        return Array.ConvertAll(points, point =>
        {
            // Not drawn towards zero at the beginning.
            mean = smoothing * mean + (1 - smoothing) * point.Value;
            weight = smoothing * weight + (1 - smoothing);
            return point with { Value = mean / weight };
        });
    }
}
