namespace BfnProcGen.Training;

/// <summary>
/// How far training will get before its time is up. The answer is the number of steps asked for wherever that can be reached, so that only
/// a run that is too slow depends on the clock.
/// </summary>
/// <param name="first">The step at which this process began or resumed.</param>
internal sealed class TrainingPace(int first)
{
    // The first steps are slow while code is compiled and memory is taken for the first time.
    private const int WarmUp = 50, Interval = 50;
    private TimeSpan _warmAt;

    /// <summary>The steps within reach, asked for now and then; null in between, or without a time limit.</summary>
    public int? Reach(TrainingState state, TrainingOptions options)
    {
        int steps = state.Step - first;
        if (steps == WarmUp) _warmAt = state.Elapsed;
        if (options.TimeLimitMinutes is not { } limit || steps <= WarmUp || steps % Interval != 0) return null;
        double perStep = (state.Elapsed - _warmAt).TotalSeconds / (steps - WarmUp), left = limit * 60 - state.Elapsed.TotalSeconds;
        return (int)Math.Clamp(state.Step + left / perStep, state.Step, options.Steps!.Value);
    }
}
