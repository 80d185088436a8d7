namespace BfnProcGen.Editor.Web.Runs;

/// <summary>A curve in a chart.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Class">Its class in the style sheet.</param>
/// <param name="Points">Its points.</param>
/// <param name="HasDots">Whether points are marked where they are few.</param>
public sealed record ChartSeries(string Name, string Class, CurvePoint[] Points, bool HasDots = false);
