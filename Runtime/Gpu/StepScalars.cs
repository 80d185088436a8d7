using BfnProcGen.Flows;

namespace BfnProcGen.Gpu;

/// <summary>A row of the step table as the sampling kernels read it: <c>StepScalars</c> in <c>Shaders/include/bindings.glsl</c>.</summary>
internal readonly record struct StepScalars(
    float Keep, float Pull, float PullPrevious, float Noise, float StartNoise, uint DrawsSamples,
    float PerMean, float PerNoise, float Guidance, float Sharpness)
{
    /// <summary>A row for each evaluation; the last evaluation is followed by no update.</summary>
    public static StepScalars[] Rows(StepTable table, Flow flow, double guidance)
    {
        var rows = new StepScalars[table.Evaluations];
        uint draws = Kernel.Flag(table.DrawsSamples);
        for (int i = 0; i < rows.Length; i++)
        {
            Step step = i < table.Updates.Count ? table.Updates[i] : default;
            NoisePrediction prediction = flow is ContinuousFlow continuous ? continuous.PredictionAt(table.TimeOf(i)) : default;
            rows[i] = new StepScalars((float)step.Keep, (float)step.Pull, (float)step.PullPrevious, (float)step.Noise,
                (float)table.StartNoise, draws, (float)prediction.PerMean, (float)prediction.PerNoise, (float)guidance,
                (float)(1 / table.Temperature));
        }
        return rows;
    }
}
