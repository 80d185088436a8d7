using System.Diagnostics;
using BfnProcGen.Checks;
using BfnProcGen.Flows;
using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;
using BfnProcGen.Training;
using BfnProcGen.Training.Networks;

namespace BfnProcGen.Editor.Sampling;

/// <summary>What evaluates the network; the same seed gives the same noise on all of them.</summary>
internal enum Backend
{
    /// <summary>Vulkan compute shaders, as in a game.</summary>
    Vulkan,

    /// <summary>Torch, as in training.</summary>
    Torch,

    /// <summary>The plain interpreter, which defines the result and is slow.</summary>
    Plain,
}

/// <summary>What to draw.</summary>
/// <param name="Solver">How noise becomes a sample.</param>
/// <param name="Steps">Network evaluations.</param>
/// <param name="FirstSeed">Seed of the first sample; the others have the following seeds.</param>
/// <param name="Count">How many.</param>
internal sealed record DrawRequest(Solver Solver, int Steps, ulong FirstSeed, int Count)
{
    /// <summary>Classifier-free guidance.</summary>
    public double Guidance { get; init; }

    /// <summary>The time to start from, where items vary something; else 0.</summary>
    public double From { get; init; }

    /// <summary>Tile maps that take several runs, by seed; null for samples of one run each.</summary>
    public Func<ulong, MapRequest>? Map { get; init; }

    /// <summary>What is known, preferred or asked for, by seed.</summary>
    public Func<ulong, SampleItem> Item { get; init; } = seed => new SampleItem(seed);
}

/// <summary>One sample as numbers: the classes or bins of discrete and discretised data, the values of continuous data.</summary>
internal sealed record Drawn(ulong Seed, byte[]? Levels, float[]? Values)
{
    /// <summary>Tile maps: the checks that it doesn't meet.</summary>
    public IReadOnlyList<UnmetCheck> Unmet { get; init; } = [];
}

/// <summary>Draws samples from a model of any kind, many at a time.</summary>
internal sealed class SampleSource : IDisposable
{
    private readonly Func<DrawRequest, SampleItem[], IEnumerable<Drawn>> _sample;
    private readonly Func<IReadOnlyList<NetworkInput>, float[][]> _evaluate;
    private readonly IDisposable[] _owned;
    private readonly HashSet<int> _warm = [];

    private SampleSource(
        Model model,
        Backend backend,
        string device,
        Func<DrawRequest, SampleItem[], IEnumerable<Drawn>> sample,
        Func<IReadOnlyList<NetworkInput>, float[][]> evaluate,
        params IDisposable[] owned)
    {
        (Model, Backend, Device, _sample, _evaluate, _owned) = (model, backend, device, sample, evaluate, owned);
    }

    public Model Model { get; }

    public Backend Backend { get; }

    /// <summary>What it runs on, for people.</summary>
    public string Device { get; }

    /// <summary>How many samples a second the last drawing gave.</summary>
    public double PerSecond { get; private set; }

    public static SampleSource Open(string path, Backend backend) => Open(Model.Load(path), backend);

    public static SampleSource Open(Model model, Backend backend)
    {
        switch (backend)
        {
            case Backend.Vulkan:
                return OnVulkan(model);
            case Backend.Torch:
                var torch = new TorchNetwork(model.Network, model.Weights, TorchDevice.Parse("auto"));
                return new SampleSource(model, backend, $"Torch on {torch.Device}", Plainly(model, torch), torch.Evaluate, torch);
            default:
                var plain = new PlainNetwork(model.Network, model.Weights);
                return new SampleSource(model, backend, "plain interpreter", Plainly(model, plain), plain.Evaluate);
        }
    }

    /// <summary>Draws everything at once.</summary>
    public Drawn[] Draw(DrawRequest request, CancellationToken cancellation) =>
        [.. Batches(request, cancellation).SelectMany(batch => batch)];

    /// <summary>The same batch by batch, each drawn when it is asked for.</summary>
    public IEnumerable<Drawn[]> Batches(DrawRequest request, CancellationToken cancellation)
    {
        Warm(Math.Min(Generator.LargestBatch, request.Count));
        var clock = new Stopwatch();
        for (int drawn = 0, batch; drawn < request.Count; drawn += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            batch = Math.Min(Generator.LargestBatch, request.Count - drawn);
            ulong[] seeds = [.. Enumerable.Range(drawn, batch).Select(i => request.FirstSeed + (ulong)i)];
            clock.Start();
            Drawn[] some = request.Map is { } map
                ? DrawMaps(request, [.. seeds.Select(map)])
                : [.. _sample(request, [.. seeds.Select(request.Item)])];
            clock.Stop();
            PerSecond = (drawn + batch) / clock.Elapsed.TotalSeconds;
            yield return some;
        }
    }

    /// <summary>Draws items as they are, in the order given.</summary>
    public IEnumerable<Drawn> Draw(DrawRequest request, IReadOnlyList<SampleItem> items, CancellationToken cancellation)
    {
        foreach (SampleItem[] batch in items.Chunk(Generator.LargestBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (Drawn drawn in _sample(request, batch)) yield return drawn;
        }
    }

    /// <summary>One evaluation of the network for each of these.</summary>
    public float[][] Evaluate(IReadOnlyList<NetworkInput> inputs) => _evaluate(inputs);

    // The runs of a round start at the same time, since all maps are asked for alike.
    private Drawn[] DrawMaps(DrawRequest request, MapRequest[] maps)
    {
        MapDrawing[] drawings = [.. maps.Select(map => new MapDrawing(Model, map))];
        IReadOnlyList<MapResult> results = MapDrawing.Finish(drawings, runs =>
            [.. _sample(request with { From = runs[0].From }, [.. runs.Select(run => run.ItemFor(Model))]).Select(drawn => drawn.Levels!)]);
        return [.. maps.Zip(results, (map, result) => new Drawn(map.Sample.Seed, result.Map.Cells.ToArray(), null) { Unmet = result.Unmet })];
    }

    // Vulkan records a run the first time a batch is as large as this; that is no part of the speed.
    private void Warm(int batch)
    {
        if (Backend != Backend.Vulkan || !_warm.Add(batch)) return;
        var request = new DrawRequest(Model.SolverFor(1), 1, 0, batch);
        _ = _sample(request, [.. Enumerable.Range(0, batch).Select(i => new SampleItem((ulong)i))]).Count();
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static SampleSource OnVulkan(Model model)
    {
        GpuDevice device = GpuDevice.Open();
        try
        {
            var generator = new Generator(device, model, new GeneratorOptions { Generations = 0 });
            return new SampleSource(model, Backend.Vulkan, $"{device.Name} ({device.DriverVersion})",
                (request, items) => generator.SampleBatch(items, request.Steps, request.Solver, request.Guidance, request.From).Select(sample =>
                    model.Flow is DiscreteFlow or DiscretisedFlow
                        ? new Drawn(sample.Seed, sample.Levels.ToArray(), null)
                        : new Drawn(sample.Seed, null, sample.Values.ToArray())),
                generator.Evaluate, generator, device);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private static Func<DrawRequest, SampleItem[], IEnumerable<Drawn>> Plainly(Model model, INetworkEvaluator network) => (request, items) =>
    {
        var sampler = new PlainSampler(model.Flow, new GuidedEvaluator(network, request.Guidance));
        StepTable table = model.Flow.Steps(request.Solver, request.Steps, request.From);
        return model.Flow is DiscreteFlow or DiscretisedFlow
            ? items.Zip(sampler.Sample(table, items), (item, levels) => new Drawn(item.Seed, levels, null))
            : items.Zip(sampler.SampleValues(table, items), (item, values) => new Drawn(item.Seed, null, values));
    };
}
