using System.Runtime.CompilerServices;
using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using Silk.NET.Vulkan;

namespace BfnProcGen;

/// <summary>
/// A model on a device, ready to draw samples: at once, a slice a frame (<see cref="Begin"/>), in the background
/// (<see cref="SampleAsync"/>), or in an engine's command buffer (<see cref="Record"/>). Weights are uploaded once, and everything that
/// generations need is made at load. Safe to use from several threads; batches are drawn one after the other.
/// </summary>
public sealed class Generator : IDisposable
{
    /// <summary>The most items that are evaluated together; a smaller number where the memory of one buffer would not suffice.</summary>
    public const int LargestBatch = 64;

    // Device time between two looks at the cancellation token.
    private static readonly TimeSpan BackgroundSlice = TimeSpan.FromMilliseconds(10);

    private readonly GpuDevice _device;
    private readonly GeneratorOptions _options;
    private readonly MemoryAccount _memory;
    private readonly Lock _changing = new();
    private LoadedModel _loaded;
    private bool _disposed;

    /// <summary>Uploads a model to a device and gets everything ready.</summary>
    /// <exception cref="NetworkException">The network's extents don't fit the flow.</exception>
    /// <exception cref="RequestException">It needs more memory than there is, or than it may take; says how much.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public Generator(GpuDevice device, Model model, GeneratorOptions? options = null)
        : this(device, model, options, null, CancellationToken.None)
    {
    }

    private Generator(
        GpuDevice device, Model model, GeneratorOptions? options, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(model);
        (_device, _options) = (device, options ?? new GeneratorOptions());
        _memory = new MemoryAccount(_options.MemoryBudget);
        _loaded = new LoadedModel(device, model, _options, _memory, progress, cancellation);
    }

    /// <summary>The model.</summary>
    public Model Model => _loaded.Model;

    /// <summary>Reads a model file and uploads it.</summary>
    /// <exception cref="ModelFormatException">The file is missing or malformed; says why.</exception>
    /// <inheritdoc cref="Generator(GpuDevice, Model, GeneratorOptions?)"/>
    public static Generator Load(GpuDevice device, string path, GeneratorOptions? options = null) => new(device, Model.Load(path), options);

    /// <summary>The same on another thread, with all pipelines that are not on disk yet.</summary>
    /// <param name="device">Where to; not with a queue that belongs to one thread.</param>
    /// <param name="path">The model file.</param>
    /// <param name="options">What to get ready.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it after the pipeline or kernel under way, and frees what was made.</param>
    /// <inheritdoc cref="Load"/>
    public static Task<Generator> LoadAsync(GpuDevice device, string path, GeneratorOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => new Generator(device, Model.Load(path), options, progress, cancellation), cancellation);

    /// <summary>The device memory that a model needs, before anything is loaded; batches take more when they are drawn.</summary>
    public static MemoryEstimate EstimateMemory(Model model, GeneratorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return LoadedModel.Estimate(model, options ?? new GeneratorOptions());
    }

    /// <summary>
    /// Takes another model, such as the next state of one in training, in place of this one. Generations under way end with the model they
    /// began with; when the last of them is done, the old model is freed.
    /// </summary>
    /// <exception cref="RequestException">
    /// Both don't fit into the device's memory, or into <see cref="GeneratorOptions.MemoryBudget"/>, at once; the old model stays.
    /// </exception>
    /// <inheritdoc cref="Generator(GpuDevice, Model, GeneratorOptions?)"/>
    public void Reload(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        LoadedModel old = Held(), next;
        try
        {
            // What batches are drawn with can be made again.
            if (EstimateMemory(model, _options).Total > Math.Min(_memory.Left, _device.AvailableMemory)) old.FreeBatches();
            next = new LoadedModel(_device, model, _options, _memory);
        }
        finally
        {
            old.Release();
        }
        lock (_changing)
        {
            // Disposed meanwhile: nobody is left to free the next one.
            if (_disposed) old = next;
            else (old, _loaded) = (_loaded, next);
        }
        old.Release();
    }

    /// <summary>Draws one sample.</summary>
    /// <param name="steps">Network evaluations, 1 or more: 8 are good for most models, 4 are fast.</param>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="solver">How to get there; null for what the model's own search found best for this many evaluations.</param>
    /// <exception cref="RequestException">The request makes no sense; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public Sample Sample(int steps, ulong seed = 0, Solver? solver = null) => SampleBatch([new SampleItem(seed)], steps, solver)[0];

    /// <summary>Draws a sample for each of the seeds <paramref name="firstSeed"/>, <paramref name="firstSeed"/> + 1, ….</summary>
    /// <inheritdoc cref="Sample(int, ulong, Solver?)"/>
    public IReadOnlyList<Sample> SampleBatch(int count, int steps, ulong firstSeed = 0, Solver? solver = null)
    {
        if (count < 0) throw new RequestException($"The number of samples must be 0 or more, not {count}.");
        return SampleBatch([.. Enumerable.Range(0, count).Select(i => new SampleItem(unchecked(firstSeed + (ulong)i)))], steps, solver);
    }

    /// <summary>Draws one sample.</summary>
    /// <inheritdoc cref="SampleBatch(IReadOnlyList{SampleRequest})"/>
    public Sample Sample(SampleRequest request) => SampleBatch([request])[0];

    /// <summary>
    /// Draws a sample for each request; those with the same steps, solver, guidance and time to start from are drawn together.
    /// </summary>
    /// <exception cref="RequestException">A request makes no sense; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public IReadOnlyList<Sample> SampleBatch(IReadOnlyList<SampleRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        foreach (SampleRequest request in requests) ArgumentNullException.ThrowIfNull(request, nameof(requests));
        var samples = new Sample[requests.Count];
        LoadedModel loaded = Held();
        try
        {
            SampleItem[] items = [.. requests.Select(request => request.ItemFor(loaded.Model))];
            foreach (var alike in Enumerable.Range(0, items.Length)
                .GroupBy(i => (requests[i].Steps, requests[i].Solver, requests[i].EffectiveGuidance, requests[i].From)))
            {
                (int steps, Solver? solver, double guidance, double from) = alike.Key;
                int[] which = [.. alike];
                IReadOnlyList<Sample> drawn = loaded.Draw([.. which.Select(i => items[i])], loaded.Table(solver, steps, from), guidance);
                for (int i = 0; i < which.Length; i++) samples[which[i]] = drawn[i];
            }
        }
        finally
        {
            loaded.Release();
        }
        return samples;
    }

    /// <summary>
    /// Draws a sample for each item, which may know some of its variables, ask for a class, and prefer or ban classes of cells.
    /// </summary>
    /// <param name="items">What to draw.</param>
    /// <param name="steps">Network evaluations, 1 or more.</param>
    /// <param name="solver">How to get there; null for what the model's own search found best for this many evaluations.</param>
    /// <param name="guidance">
    /// Classifier-free guidance w ≥ 0: how much further than the class itself the network's output is moved away from that without a class,
    /// (1 + w)·output(class) − w·output(no class). Above 0 an evaluation costs twice as much.
    /// </param>
    /// <param name="from">The time to start from, where all items vary something (<see cref="SampleItem.Origin"/>); else 0.</param>
    /// <exception cref="RequestException">The request makes no sense; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public IReadOnlyList<Sample> SampleBatch(IReadOnlyList<SampleItem> items, int steps, Solver? solver = null, double guidance = 0,
        double from = 0)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (!(guidance >= 0 && double.IsFinite(guidance))) throw new RequestException($"The guidance must be 0 or more, not {guidance}.");
        LoadedModel loaded = Held();
        try
        {
            return loaded.Draw(items, loaded.Table(solver, steps, from), guidance);
        }
        finally
        {
            loaded.Release();
        }
    }

    /// <summary>
    /// Begins a sample that <see cref="Generation.Advance"/> draws little by little. Nothing is submitted yet; a slice of a generation that
    /// was given up is waited for, where no other buffers are free.
    /// </summary>
    /// <param name="request">What to draw.</param>
    /// <param name="target">A buffer or image that the result is copied to on the device at the end; null for none.</param>
    /// <param name="keepsStates">Whether a slice ends with every evaluation, and <see cref="Generation.State"/> is kept.</param>
    /// <exception cref="RequestException">
    /// The request makes no sense, or as many generations are under way as the generator was loaded for, of which one may be a single sample
    /// that another thread draws; says why.
    /// </exception>
    public Generation Begin(SampleRequest request, ResultTarget? target = null, bool keepsStates = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        (LoadedModel taken, Lane free) = Take();
        return taken.Start(free, (loaded, lane) => new Generation(loaded, lane, request, target) { KeepsStates = keepsStates });
    }

    /// <summary>
    /// Writes a whole generation into an engine's command buffer, which is being recorded, outside a render pass, for a queue of the
    /// device's family. Nothing is submitted. What depends on the run's times alone is computed here where it was not got ready
    /// (<see cref="GeneratorOptions.UsualRequests"/>).
    /// </summary>
    /// <remarks>
    /// Afterwards the command buffer's compute pipeline, descriptor sets and push constants are other ones.
    /// The commands wait for compute and transfer commands before them, and nothing else. The target is written in the stage TRANSFER with
    /// the access TRANSFER_WRITE: record a barrier from there before the result is used on the device, and see to it that earlier uses of
    /// the target are done. Reading back with <see cref="RecordedGeneration.Read"/> needs no barrier.
    /// </remarks>
    /// <param name="commands">The command buffer.</param>
    /// <param name="request">What to draw.</param>
    /// <param name="target">Where the result is copied to; null for a result that is only read back.</param>
    /// <returns>What holds the buffers that the commands work on, until it is disposed.</returns>
    /// <inheritdoc cref="Begin"/>
    public RecordedGeneration Record(CommandBuffer commands, SampleRequest request, ResultTarget? target = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (commands.Handle == 0) throw new RequestException("The handle of the command buffer is null.");
        (LoadedModel taken, Lane free) = Take();
        return taken.Start(
            free, (loaded, lane) => new RecordedGeneration(loaded, lane, new CommandWriter(_device, commands), request, target));
    }

    /// <summary>Bytes that a result takes in a target.</summary>
    /// <exception cref="RequestException">The model's results have no such form.</exception>
    public long BytesOf(ResultForm form)
    {
        LoadedModel loaded = _loaded;
        loaded.Export.Require(form);
        return ResultExport.BytesOf(form, (long)loaded.Model.Width * loaded.Model.Height);
    }

    /// <summary>
    /// Draws a sample in the background; it waits its turn where as many generations are under way as the generator was loaded for. On an
    /// adopted queue that belongs to one thread, call it on that thread, and have the thread run what is awaited (a synchronisation
    /// context).
    /// </summary>
    /// <param name="request">What to draw.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it after the slice under way, of about ten milliseconds.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <inheritdoc cref="Begin"/>
    public async Task<Sample> SampleAsync(
        SampleRequest request, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using Generation generation = await BeginAsync(request, keepsStates: false, cancellation);
        while (!await AdvanceAsync(generation, cancellation)) progress?.Report(generation.Progress);
        progress?.Report(1);
        return generation.Sample;
    }

    /// <summary>Draws a sample in the background and tells after each network evaluation what it looks like so far.</summary>
    /// <inheritdoc cref="SampleAsync"/>
    public async IAsyncEnumerable<GenerationState> SampleStatesAsync(
        SampleRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using Generation generation = await BeginAsync(request, keepsStates: true, cancellation);
        GenerationState? last = null;
        for (bool finished = false; !finished;)
        {
            finished = await AdvanceAsync(generation, cancellation);
            if (generation.State == last) continue;
            yield return last = generation.State!;
        }
    }

    /// <summary>
    /// Samples the model's self-test and returns the share of it that came out as expected, or null for a model without one. Below
    /// <see cref="Models.SelfTest.LeastAgreement"/> the device or its driver computes something else.
    /// </summary>
    public double? RunSelfTest() => Model.SelfTest is { } test ? test.Agreement(Sample(test.Steps, test.Seed)) : null;

    /// <summary>One network evaluation of each item on the device, to compare it with the plain interpreter.</summary>
    internal float[][] Evaluate(IReadOnlyList<Networks.NetworkInput> items) => [.. items.Select(_loaded.Evaluate)];

    /// <summary>
    /// Frees everything on the device that belongs to this model, when the device is done with it. Generations under way fail from then on;
    /// command buffers with recorded ones must not be running any more. A part of a batch that another thread is drawing is waited for.
    /// </summary>
    /// <exception cref="UsageException">An engine's own submit, which the generator waits for, calls it.</exception>
    public void Dispose()
    {
        _loaded.CheckFreeing();
        lock (_changing)
        {
            if (_disposed) return;
            _disposed = true;
        }
        _loaded.Free();
    }

    private LoadedModel Held()
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _device.CheckUse();
            _loaded.Hold();
            return _loaded;
        }
    }

    private (LoadedModel, Lane) Take()
    {
        LoadedModel loaded = Held();
        if (loaded.Lanes.TryTake() is { } lane) return (loaded, lane);
        loaded.Release();
        throw new RequestException($"{_options.Generations} generations are under way, which is all the generator was loaded for (a single "
            + "sample that another thread draws counts as well): finish or dispose one, or raise "
            + $"{nameof(GeneratorOptions)}.{nameof(GeneratorOptions.Generations)}.");
    }

    private async Task<Generation> BeginAsync(SampleRequest request, bool keepsStates, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.Generations == 0) Take();
        LoadedModel loaded = Held();
        Lane lane;
        try
        {
            lane = await loaded.Lanes.TakeAsync(cancellation);
        }
        catch
        {
            loaded.Release();
            throw;
        }
        return loaded.Start(lane, (model, free) => new Generation(model, free, request, null) { KeepsStates = keepsStates });
    }

    private async Task<bool> AdvanceAsync(Generation generation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_device.Queue.IsBound) return await Task.Run(() => generation.Advance(BackgroundSlice, wait: true), cancellation);
        if (generation.Advance(BackgroundSlice)) return true;
        await Task.Delay(1, cancellation);
        return false;
    }
}
