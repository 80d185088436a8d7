namespace BfnProcGen.Training;

/// <summary>Where a training run stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Loss">Training loss in nats a cell, smoothed.</param>
/// <param name="ValidationLoss">The last validation loss, of the averaged weights; null before the first, or where nothing is kept back.</param>
/// <param name="BestValidationLoss">The lowest so far.</param>
/// <param name="StepsPerSecond">Recent speed.</param>
/// <param name="Elapsed">Time spent training, earlier parts of a resumed run included.</param>
/// <param name="Remaining">Estimated time left.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double? ValidationLoss, double? BestValidationLoss,
    double StepsPerSecond, TimeSpan Elapsed, TimeSpan Remaining)
{
    /// <summary>Whether the validation loss is that of this step.</summary>
    public bool IsValidated { get; init; }
}

/// <summary>Why training came to an end.</summary>
public enum TrainingEnd
{
    /// <summary>All steps are done.</summary>
    Finished,

    /// <summary>The time limit was reached; the model is settled all the same.</summary>
    TimeLimit,

    /// <summary>Training was cancelled; its checkpoint is saved and can be resumed.</summary>
    Cancelled,
}
