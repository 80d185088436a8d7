using BfnProcGen.Flows;
using BfnProcGen.Sampling;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Runs;

/// <summary>Watches a training run for its display, and draws some items now and then to see how much the model knows by heart.</summary>
internal sealed class TrainingWatch(Trainer trainer, Corpus corpus, int interval, ITrainingDisplay display) : IProgress<TrainingProgress>
{
    // Costs about as much as two training steps.
    private const int Maps = 32, MostEvaluations = 32;

    // Where cells take turns, few evaluations draw nothing sound.
    private readonly (Solver Solver, int Evaluations) _usual = trainer.Flow is DiscreteFlow { Rolling: { } rolling }
        ? (Solver.Ancestral, Math.Min(MostEvaluations, rolling.EvaluationsOfTurns))
        : (new Solver { Grid = TimeGrid.WithPower(2) }, 8);

    private readonly CorpusView _view = new(corpus);
    private int _measured = -1;

    /// <summary>The last measurement.</summary>
    public MemorisationGauge? Gauge { get; private set; }

    public void Report(TrainingProgress value)
    {
        // The last step is reported twice.
        if ((value.Step % interval == 0 || (value.Step == value.Steps && Gauge is null)) && value.Step != _measured)
        {
            _measured = value.Step;
            TrainingSamples samples = Measure(Maps, _usual.Solver, value.Step);
            Gauge = samples.Gauge;
            display.Show(samples);
        }
        display.Show(value, Gauge);
    }

    /// <summary>Draws items with the averaged weights and compares them with those trained on and kept back.</summary>
    public TrainingSamples Measure(int items, Solver solver, int step = 0)
    {
        byte[][] drawn = new LevelSampler(trainer.Flow, trainer.Average)
            .Sample(trainer.Flow.Steps(solver, _usual.Evaluations), [.. Enumerable.Range(0, items).Select(i => new SampleItem((ulong)i))]);
        return new TrainingSamples(step, drawn, MemorisationGauge.Measure(drawn, _view));
    }
}
