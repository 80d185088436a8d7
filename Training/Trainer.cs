using System.Diagnostics;
using System.Text.Json;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;
using BfnProcGen.Training.Networks;
using TorchSharp;

namespace BfnProcGen.Training;

/// <summary>Trains one model on one corpus, in one run folder.</summary>
/// <remarks>
/// Deterministic: step n is a function of the options, the data, the weights before it and n, on one device with one number of threads.
/// Stopping and resuming therefore gives, bit for bit, what an uninterrupted run gives.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly Corpus _corpus;
    private readonly TrainingRun _run;
    private readonly TrainingOptions _options;
    private readonly Flow _flow;
    private readonly FlowLoss _loss;
    private readonly Validation _validation;
    private readonly TorchNetwork _network;
    private readonly TorchNetwork _average;
    private readonly AdamW _optimiser;
    private readonly int _steps;
    private TrainingState _state;
    private int _validatedAt = -1;
    private bool _isOver;

    private Trainer(Corpus corpus, TrainingRun run, torch.Device device)
    {
        _corpus = corpus;
        _run = run;
        run.Options.Validate();
        _options = run.Options.SettledFor(corpus.Format.Kind);
        _steps = _options.Steps!.Value;
        _state = new TrainingState { Horizon = _steps };
        _flow = corpus.FlowFor(_options);
        _loss = FlowLoss.For(_flow, _options.Objective, _options.TimePower!.Value);
        _validation = new Validation(corpus, _loss, _options);
        Network network = _options.NetworkFor(corpus);
        _network = new TorchNetwork(network, device);
        _average = new TorchNetwork(network, device);
        _optimiser = new AdamW(_network.Weights, network, _options);
    }

    /// <summary>Begins a new run.</summary>
    /// <param name="corpus">The data.</param>
    /// <param name="run">A folder from <see cref="TrainingRun.Create"/>; it stays the caller's to dispose.</param>
    /// <param name="device">Where to compute; see <see cref="TorchDevice.Parse"/>.</param>
    public static Trainer Start(Corpus corpus, TrainingRun run, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(run);
        var trainer = new Trainer(corpus, run, device);
        trainer._network.Weights.Initialise(new RandomStream(run.Options.Seed, RandomPurpose.Weights, 0).Next());
        trainer._average.Weights.Load(trainer._network.Weights.ToArray());
        trainer._network.Weights.RequireGradients();
        return trainer;
    }

    /// <summary>Continues a run from its last checkpoint.</summary>
    /// <param name="corpus">The same data as before.</param>
    /// <param name="run">A folder from <see cref="TrainingRun.Open"/>; it stays the caller's to dispose.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TrainingException">The data is not what the run was started with.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is damaged.</exception>
    public static Trainer Resume(Corpus corpus, TrainingRun run, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(run);
        var trainer = new Trainer(corpus, run, device);
        try
        {
            trainer.Restore(run);
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>Steps done.</summary>
    public int Step => _state.Step;

    /// <summary>The network with the averaged weights, as the model will have them. It lives as long as the trainer.</summary>
    public TorchNetwork Average => _average;

    /// <summary>The flow of the model.</summary>
    public Flow Flow => _flow;

    /// <summary>The weights as they are trained, not averaged.</summary>
    public float[] CurrentWeights() => _network.Weights.ToArray();

    /// <summary>Trains to the end, the time limit or a cancellation; each saves a checkpoint.</summary>
    /// <exception cref="TrainingException">
    /// The loss is no number any more (the last good weights are saved), or a checkpoint can't be written (the former one is whole).
    /// </exception>
    public TrainingEnd Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (_isOver) throw new InvalidOperationException("The best checkpoint was taken; resume the run to train on.");
        TimeSpan before = _state.Elapsed;
        var clock = Stopwatch.StartNew();
        var speed = new StepSpeed();
        var pace = new TrainingPace(_state.Step);
        TrainingEnd? end = null;
        while (end is null)
        {
            if (_state.Step >= _steps) end = TrainingEnd.Finished;
            else if (_options.TimeLimitMinutes is { } limit && (_state.Elapsed.TotalMinutes >= limit || _state.Step >= _state.Horizon)) end = TrainingEnd.TimeLimit;
            else if (cancellation.IsCancellationRequested) end = TrainingEnd.Cancelled;
            if (end is not null) break;

            double loss = TakeStep();
            speed.Count();
            _state = _state with
            {
                Step = _state.Step + 1,
                Elapsed = before + clock.Elapsed,
                Loss = double.IsNaN(_state.Loss) ? loss : _state.Loss + (loss - _state.Loss) * Math.Max(0.02, 1.0 / (_state.Step + 1)),
            };
            _run.LogLoss(_state.Step, _state.Loss);
            if (pace.Reach(_state, _options) is { } reach) _state = _state with { Horizon = reach };
            if (_state.Step % _options.ValidationInterval == 0) Validate(speed);
            if (_state.Step % _options.CheckpointInterval == 0) Save(_run.LastCheckpoint);
            progress?.Report(Progress(speed));
        }
        if (end != TrainingEnd.Cancelled && _state.Step % _options.ValidationInterval != 0) Validate(speed);
        Save(_run.LastCheckpoint);
        progress?.Report(Progress(speed));
        return end.Value;
    }

    /// <summary>
    /// Takes the weights of the checkpoint with the lowest validation loss, to make a model of; training can't go on from there.
    /// </summary>
    /// <returns>Whether there is one, of another step than this.</returns>
    /// <exception cref="ModelFormatException">The checkpoint is damaged.</exception>
    /// <exception cref="TrainingException">It is one of other data.</exception>
    public bool TakeBest()
    {
        if (!File.Exists(_run.BestCheckpoint)) return false;
        Checkpoint best = Read(_run.BestCheckpoint);
        if (best.State.Step == _state.Step) return false;
        (_state, _isOver) = (best.State, true);
        _network.Weights.Load(best.Weights);
        _average.Weights.Load(best.Average);
        return true;
    }

    /// <summary>The model as it is now: averaged weights, and how it was made.</summary>
    /// <param name="solvers">Solvers by number of evaluations, from a search.</param>
    /// <param name="metadata">More metadata, such as <c>modelspec.title</c>.</param>
    public Model BuildModel(IReadOnlyDictionary<int, Solver>? solvers = null, IReadOnlyDictionary<string, string>? metadata = null) => new()
    {
        Format = _corpus.Format,
        Flow = _flow,
        Network = _network.Network,
        Classes = _corpus.Labels,
        Weights = _average.Weights.Export(),
        Solvers = solvers ?? new Dictionary<int, Solver>(),
        Metadata = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>())
        {
            ["bfn.training"] = JsonSerializer.Serialize(new
            {
                options = JsonDocument.Parse(_options.ToJson()).RootElement,
                steps = _state.Step,
                seconds = Math.Round(_state.Elapsed.TotalSeconds, 1),
                loss = double.IsFinite(_state.Loss) ? _state.Loss : (double?)null,
                validation_loss = _state.ValidationLoss,
                best_validation_loss = _state.BestValidationLoss,
            }),
            ["bfn.data"] = JsonSerializer.Serialize(new
            {
                hash = _corpus.Hash,
                training_sources = _corpus.Counts.TrainingSources,
                training_items = _corpus.Counts.TrainingItems,
                validation_sources = _corpus.Counts.ValidationSources,
                validation_items = _corpus.Counts.ValidationItems,
            }),
        },
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _average.Dispose();
        _network.Dispose();
    }

    private void Restore(TrainingRun run)
    {
        Checkpoint checkpoint = ReadLast(run);
        _network.Weights.Load(checkpoint.Weights);
        _average.Weights.Load(checkpoint.Average);
        _optimiser.Load(checkpoint.AdamMean, checkpoint.AdamSquare);
        _state = run.IsAmended ? checkpoint.State with { Horizon = _steps } : checkpoint.State;
        _network.Weights.RequireGradients();
        run.RewindLog(checkpoint.State.Step);
        if (run.IsAmended) Save(run.LastCheckpoint);
    }

    private Checkpoint ReadLast(TrainingRun run)
    {
        try
        {
            return Read(run.LastCheckpoint);
        }
        catch (ModelFormatException e) when (File.Exists(run.BestCheckpoint))
        {
            throw new TrainingException($"The run's last checkpoint is damaged: {e.Message} The one with the lowest validation loss is there, "
                + $"too: put {Path.GetFileName(run.BestCheckpoint)} in the place of {Path.GetFileName(run.LastCheckpoint)} to go on from it.", e);
        }
    }

    private Checkpoint Read(string path)
    {
        Checkpoint checkpoint = Checkpoint.Load(path, _network.Network.ParameterCount);
        return checkpoint.DataHash == _corpus.Hash ? checkpoint : throw new TrainingException(
            $"The data is not what the run {_run.Folder} was started with: files were added, removed or changed. Start a new run.");
    }

    private double TakeStep()
    {
        using var scope = torch.NewDisposeScope();
        (double value, torch.Tensor gradient) = MeanGradient();
        double norm = gradient.norm().item<float>();
        if (!double.IsFinite(value) || !double.IsFinite(norm)) throw Diverged(value, norm);
        if (norm > _options.GradientClip) gradient.mul_(_options.GradientClip / norm);
        _optimiser.Update(gradient, _options.LearningRateAt(_state.Step, _state.Horizon), _state.Step + 1);

        using var noGradients = torch.no_grad();
        double decay = Math.Min(_options.AverageDecay, (1.0 + _state.Step) / (10.0 + _state.Step));
        _average.Weights.Flat.mul_(decay).add_(_network.Weights.Flat, 1 - decay);
        return value;
    }

    // The mean loss of a batch, and its gradient, which the caller's scope holds.
    private (double Loss, torch.Tensor Gradient) MeanGradient()
    {
        ItemBatch items = _corpus.DrawFor(_options, _state.Step);
        double value = 0;
        torch.Tensor? sum = null;
        int first = 0;
        foreach ((int part, int count) in _options.Parts().Index())
        {
            using var scope = torch.NewDisposeScope();
            // Far behind the last step, so that every part has noise of its own.
            long noise = _state.Step + ((long)part << 32);
            torch.Tensor loss = _loss.Of(_network, items.Part(first, count), _options.Shares, _options.Seed, noise, training: true);
            IEnumerable<torch.Tensor> gradients = torch.autograd.grad([loss], [.. _network.Weights.Leaves]);
            torch.Tensor gradient = torch.cat([.. gradients.Select(g => g.reshape(-1))]);
            double share = (double)count / items.Count;
            value += share * loss.item<float>();
            if (count < items.Count) gradient.mul_(share);
            if (sum is null) sum = gradient.MoveToOuterDisposeScope();
            else sum.add_(gradient);
            first += count;
        }
        return (value, sum!);
    }

    private void Validate(StepSpeed speed)
    {
        if (_validation.LossOf(_average) is { } loss)
        {
            _validatedAt = _state.Step;
            bool best = _state.BestValidationLoss is not { } lowest || loss < lowest;
            _state = _state with { ValidationLoss = loss, BestValidationLoss = best ? loss : _state.BestValidationLoss };
            if (best) Save(_run.BestCheckpoint);
        }
        _run.Log(Progress(speed));
    }

    private TrainingException Diverged(double loss, double norm)
    {
        // Weights about to fail would fail again at the same step: an earlier checkpoint is the better place to go on from.
        if (!File.Exists(_run.LastCheckpoint)) Save(_run.LastCheckpoint);
        return new TrainingException(
            $"Step {_state.Step + 1}: the loss is {loss} and the gradient's length {norm}; training has diverged. "
            + $"The last checkpoint is kept in {_run.LastCheckpoint}. Resume from it with a lower learning rate (--lr) than {_options.LearningRate}.");
    }

    private void Save(string path)
    {
        using var scope = torch.NewDisposeScope();
        new Checkpoint
        {
            Weights = _network.Weights.ToArray(),
            Average = _average.Weights.ToArray(),
            AdamMean = _optimiser.Mean.cpu().data<float>().ToArray(),
            AdamSquare = _optimiser.Square.cpu().data<float>().ToArray(),
            State = _state,
            DataHash = _corpus.Hash,
        }.Save(path);
    }

    private TrainingProgress Progress(StepSpeed speed)
    {
        double remaining = (_state.Horizon - _state.Step) / Math.Max(speed.PerSecond, 1e-9);
        if (_options.TimeLimitMinutes is { } limit)
            remaining = Math.Min(remaining, Math.Max(0, limit * 60 - _state.Elapsed.TotalSeconds));
        return new TrainingProgress(_state.Step, _steps, _state.Loss, _state.ValidationLoss, _state.BestValidationLoss,
            speed.PerSecond, _state.Elapsed, TimeSpan.FromSeconds(Math.Min(remaining, TimeSpan.MaxValue.TotalSeconds / 2)))
        {
            IsValidated = _validatedAt == _state.Step,
        };
    }
}
