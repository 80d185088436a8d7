namespace BfnProcGen.Editor.Web.Runs;

/// <summary>A point of a curve.</summary>
/// <param name="Step">The step.</param>
/// <param name="Value">The value there.</param>
public readonly record struct CurvePoint(int Step, double Value);
