using BfnProcGen.Training;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Runs;

/// <summary>Whoever is told how training goes: a terminal, or a run in the editor.</summary>
internal interface ITrainingDisplay
{
    /// <summary>A step is done.</summary>
    void Show(TrainingProgress progress, MemorisationGauge? gauge);

    /// <summary>The search for solvers has come further.</summary>
    void Show(SolverSearchProgress progress);

    /// <summary>Some items were drawn, the same seeds every time.</summary>
    void Show(TrainingSamples samples);
}

/// <summary>What a model in training draws from seeds 0, 1, 2, ….</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Levels">A sample a seed, as levels (see <see cref="LevelSampler"/>).</param>
/// <param name="Gauge">How much of it is known by heart.</param>
internal sealed record TrainingSamples(int Step, byte[][] Levels, MemorisationGauge Gauge);
