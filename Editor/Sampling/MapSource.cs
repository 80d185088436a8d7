using System.Diagnostics;
using BfnProcGen.Flows;
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

/// <summary>Draws maps from a model, many at a time.</summary>
internal sealed class MapSource : IDisposable
{
    private readonly Func<Solver, int, ulong, int, byte[][]> _sample;
    private readonly IDisposable[] _owned;
    private readonly HashSet<int> _warm = [];

    private MapSource(
        Model model, Backend backend, string device, Func<Solver, int, ulong, int, byte[][]> sample, params IDisposable[] owned)
    {
        (Model, Backend, Device, _sample, _owned) = (model, backend, device, sample, owned);
    }

    public Model Model { get; }

    public Backend Backend { get; }

    /// <summary>What it runs on, for people.</summary>
    public string Device { get; }

    /// <summary>How many maps a second the last drawing gave.</summary>
    public double MapsPerSecond { get; private set; }

    /// <exception cref="RequestException">The model makes something else than tile maps.</exception>
    public static MapSource Open(string path, Backend backend) => Open(Model.Load(path), backend);

    public static MapSource Open(Model model, Backend backend)
    {
        if (model.Kind != AssetKind.TileMap || model.Flow is not DiscreteFlow flow)
            throw new RequestException($"The model makes {model.Kind}s; this command draws tile maps.");
        switch (backend)
        {
            case Backend.Vulkan:
                return OnVulkan(model);
            case Backend.Torch:
                var torch = new TorchNetwork(model.Network, model.Weights, TorchDevice.Parse("auto"));
                return new MapSource(model, backend, $"Torch on {torch.Device}", Plainly(flow, torch), torch);
            default:
                return new MapSource(model, backend, "plain interpreter", Plainly(flow, new PlainNetwork(model.Network, model.Weights)));
        }
    }

    /// <summary>Draws maps with the seeds <paramref name="firstSeed"/>, <paramref name="firstSeed"/> + 1, …, all at once.</summary>
    public TileMap[] Draw(Solver solver, int steps, ulong firstSeed, int count, CancellationToken cancellation) =>
        [.. Batches(solver, steps, firstSeed, count, cancellation).SelectMany(batch => batch)];

    /// <summary>The same batch by batch, each drawn when it is asked for.</summary>
    public IEnumerable<TileMap[]> Batches(Solver solver, int steps, ulong firstSeed, int count, CancellationToken cancellation)
    {
        Warm(Math.Min(Generator.LargestBatch, count));
        var clock = new Stopwatch();
        for (int drawn = 0, batch; drawn < count; drawn += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            batch = Math.Min(Generator.LargestBatch, count - drawn);
            clock.Start();
            byte[][] some = _sample(solver, steps, firstSeed + (ulong)drawn, batch);
            clock.Stop();
            MapsPerSecond = (drawn + batch) / clock.Elapsed.TotalSeconds;
            yield return Array.ConvertAll(some, cells => new TileMap(Model.Width, Model.Height, cells));
        }
    }

    // Vulkan records a run the first time a batch is as large as this; that is no part of the speed.
    private void Warm(int batch)
    {
        if (Backend != Backend.Vulkan || !_warm.Add(batch)) return;
        _sample(Model.SolverFor(1), 1, 0, batch);
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static MapSource OnVulkan(Model model)
    {
        GpuDevice device = GpuDevice.Open();
        try
        {
            var generator = new Generator(device, model);
            return new MapSource(model, Backend.Vulkan, $"{device.Name} ({device.DriverVersion})",
                (solver, steps, seed, count) =>
                    [.. generator.SampleBatch(count, steps, seed, solver).Select(sample => sample.Tiles.Cells.ToArray())],
                generator, device);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private static Func<Solver, int, ulong, int, byte[][]> Plainly(DiscreteFlow flow, INetworkEvaluator network)
    {
        var sampler = new PlainSampler(flow, network);
        return (solver, steps, seed, count) => sampler.Sample(
            flow.Steps(solver, steps), [.. Enumerable.Range(0, count).Select(i => new SampleItem(seed + (ulong)i))]);
    }
}
