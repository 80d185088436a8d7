using BfnProcGen.Flows;

namespace BfnProcGen.Gpu;

/// <summary>A row of the step table as the sampling kernels read it: <c>StepScalars</c> in <c>Shaders/include/bindings.glsl</c>.</summary>
internal readonly record struct StepScalars(
    float Keep, float Pull, float PullPrevious, float Noise, float StartSignal, float StartNoise, uint DrawsSamples,
    float PerMean, float PerNoise, float Guidance, float Sharpness, float MinP)
{
    /// <summary>A row for each evaluation; the last evaluation is followed by no update.</summary>
    public static StepScalars[] Rows(StepTable table, Flow flow, double guidance) =>
        [.. Enumerable.Range(0, table.Evaluations).Select(i => Row(table, i, i < table.Updates.Count ? table.Updates[i] : default, flow, guidance))];

    /// <summary>Where cells take turns, a row for each cell of each evaluation that is followed by an update; else none.</summary>
    public static StepScalars[] RowsByCell(StepTable table, Flow flow, double guidance) => table.ByCell is not { } cells
        ? []
        : [.. Enumerable.Range(0, table.Updates.Count).SelectMany(i => cells.Select(cell => Row(table, i, cell[i], flow, guidance)))];

    private static StepScalars Row(StepTable table, int evaluation, Step step, Flow flow, double guidance)
    {
        NoisePrediction prediction = flow is ContinuousFlow continuous ? continuous.PredictionAt(table.TimeOf(evaluation)) : default;
        return new StepScalars((float)step.Keep, (float)step.Pull, (float)step.PullPrevious, (float)step.Noise,
            (float)table.StartSignal, (float)table.StartNoise, Kernel.Flag(table.DrawsSamples), (float)prediction.PerMean,
            (float)prediction.PerNoise, (float)guidance, (float)(1 / table.Temperature), (float)table.MinP);
    }
}
