using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen.World;

/// <summary>
/// An endless world of chunks from one seed, drawn by a model of tile maps or pixel art. Windows of neighbours overlap, and each takes
/// over what its elder neighbours have drawn there as known cells; who is whose elder depends on the coordinates alone. A chunk is the same
/// whenever and however it is asked for: in any order, alone, among many, in the background or a slice a frame. Safe to use from several
/// threads.
/// </summary>
/// <remarks>
/// Good models learnt windows of larger maps (<c>bfn train --crop</c>): their windows end anywhere. A model of closed rooms makes a world
/// of rooms that share walls and doors where windows overlap by the walls' thickness; a room's right and lower walls are then in the chunks
/// to the right and below.
/// </remarks>
public sealed class EndlessWorld
{
    /// <summary>
    /// The version of how worlds are drawn. It rises when the same model, seed and options would give other chunks than before; it says
    /// nothing of what else is new in a program.
    /// </summary>
    public const int GeneratorVersion = 1;

    private readonly Generator _generator;
    private readonly ChunkGrid _grid;
    private readonly WindowCache _cache;
    private readonly SampleRequest _request;
    private readonly SemaphoreSlim _background = new(1);

    /// <summary>Opens the world of a seed. Nothing is drawn yet.</summary>
    /// <param name="generator">
    /// What draws it; it stays the caller's, and must keep its model. <see cref="GeneratorOptions.Generations"/> may be 0 for a world whose
    /// chunks are only asked for at once.
    /// </param>
    /// <param name="options">Which world, and how it is drawn.</param>
    /// <exception cref="RequestException">The model makes no maps of classes, or the options make no sense; says why.</exception>
    public EndlessWorld(Generator generator, WorldOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        options ??= new WorldOptions();
        _generator = generator;
        Model = generator.Model;
        if (Model.Flow is not DiscreteFlow || Model.Kind == AssetKind.Text)
            throw new RequestException("Worlds are made of tile maps, or of images of palette colours; the model makes something else.");
        if (options.CachedWindows < 0)
            throw new RequestException($"The number of cached windows must be 0 or more, not {options.CachedWindows}.");
        _grid = ChunkGrid.Of(Model, options);
        _cache = new WindowCache(options.CachedWindows);
        _request = new SampleRequest
        {
            Steps = options.Steps, Solver = options.Solver ?? Model.SolverFor(options.Steps),
            Class = options.Class, Guidance = options.Guidance,
        };
        _request.ItemFor(Model);
        Model.Flow.Steps(_request.Solver, _request.Steps);
        Identity = new WorldIdentity(options.Seed, Model.ComputeHash(), GeneratorVersion, _request.Solver, _request.Steps,
            _request.Class, _request.EffectiveGuidance, _grid.OverlapX, _grid.OverlapY);
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>What to put into a save.</summary>
    public WorldIdentity Identity { get; }

    /// <summary>Columns of a chunk: the cell (0, 0) of chunk (x, y) is the cell (x · width, y · height) of the world.</summary>
    public int ChunkWidth => _grid.ChunkWidth;

    /// <summary>Rows of a chunk.</summary>
    public int ChunkHeight => _grid.ChunkHeight;

    /// <summary>How many windows are kept.</summary>
    internal int KeptWindows => _cache.Count;

    /// <summary>Opens the world of a save again.</summary>
    /// <param name="generator">A generator of the model that the world was made with.</param>
    /// <param name="identity">What the save says.</param>
    /// <param name="cachedWindows">See <see cref="WorldOptions.CachedWindows"/>.</param>
    /// <exception cref="WorldException">The world can't be made again with this model or this version of the program; says why.</exception>
    public static EndlessWorld Resume(Generator generator, WorldIdentity identity, int cachedWindows = 1024)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(identity);
        // First, since options that fit another model may make no sense for this one.
        WorldIdentity here = identity with { ModelHash = generator.Model.ComputeHash(), GeneratorVersion = GeneratorVersion };
        IReadOnlyList<string> differences = here.DifferencesFrom(identity);
        if (differences.Count > 0)
            throw new WorldException($"The world of the save can't be made again: {string.Join("; ", differences)}. Load the model and use "
                + "the version of the program that it was made with, or take its chunks from the save.");
        return new EndlessWorld(generator, new WorldOptions
        {
            Seed = identity.Seed, Steps = identity.Steps, Solver = identity.Solver, Class = identity.Class, Guidance = identity.Guidance,
            OverlapX = identity.OverlapX, OverlapY = identity.OverlapY, CachedWindows = cachedWindows,
        });
    }

    /// <summary>The chunk at a position: <see cref="Sample.Tiles"/>, <see cref="Sample.Image"/> or <see cref="Sample.Levels"/>.</summary>
    /// <exception cref="UsageException">The generator has loaded another model.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed, and the chunk isn't kept.</exception>
    /// <exception cref="RequestException">The device lacks the memory to draw with guidance.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public Sample ChunkAt(int x, int y) => ChunksAt([new ChunkPosition(x, y)])[0];

    /// <summary>Several chunks, in the order of their positions. Windows that need none of each other are drawn together.</summary>
    /// <inheritdoc cref="ChunkAt"/>
    public IReadOnlyList<Sample> ChunksAt(IReadOnlyList<ChunkPosition> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        WindowWork work = WorkFor(positions);
        while (work.NextTurn() is { Count: > 0 } turn)
        {
            RequireModel(_generator.Model);
            IReadOnlyList<Sample> drawn = _generator.SampleBatch(
                [.. turn.Select(at => RequestFor(at, work).ItemFor(Model))], _request.Steps, _request.Solver, _request.EffectiveGuidance);
            foreach (Sample sample in drawn) work.Add(WindowOf(sample));
        }
        return [.. positions.Select(at => ChunkOf(at, work))];
    }

    /// <summary>
    /// A chunk in the background, a window after the other. Chunks asked for at once wait for each other, and share what they need. On an
    /// adopted queue that belongs to one thread, see <see cref="Generator.SampleAsync"/>.
    /// </summary>
    /// <param name="x">Column of chunks.</param>
    /// <param name="y">Row of chunks.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops it after the slice under way; windows that are done stay.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="RequestException">
    /// The generator was loaded for no generations, or not for so many steps, or not for guidance.
    /// </exception>
    /// <inheritdoc cref="ChunkAt"/>
    public async Task<Sample> ChunkAsync(int x, int y, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        WindowWork work = WorkFor([new ChunkPosition(x, y)]);
        while (work.Left > 0)
        {
            await _background.WaitAsync(cancellation);
            try
            {
                if (!work.TryNext(out ChunkPosition at)) break;
                RequireModel(_generator.Model);
                double done = work.Total - work.Left;
                var part = progress is null ? null : new PartOf(progress, done / work.Total, 1.0 / work.Total);
                work.Add(WindowOf(await _generator.SampleAsync(RequestFor(at, work), part, cancellation)));
            }
            finally
            {
                _background.Release();
            }
        }
        progress?.Report(1);
        return ChunkOf(new ChunkPosition(x, y), work);
    }

    /// <summary>Begins a chunk that <see cref="ChunkGeneration.Advance"/> draws little by little. Nothing is submitted yet.</summary>
    /// <exception cref="RequestException">
    /// As many generations are under way as the generator was loaded for, or it wasn't for so many steps, or not for guidance.
    /// </exception>
    /// <inheritdoc cref="ChunkAt"/>
    public ChunkGeneration Begin(int x, int y)
    {
        var at = new ChunkPosition(x, y);
        return new ChunkGeneration(this, at, WorkFor([at]));
    }

    /// <summary>Begins the window at a position.</summary>
    internal Generation BeginWindow(ChunkPosition at, WindowWork work)
    {
        RequireModel(_generator.Model);
        return _generator.Begin(RequestFor(at, work));
    }

    /// <summary>The cells of a window that was drawn.</summary>
    /// <exception cref="UsageException">Another model drew it.</exception>
    internal byte[] WindowOf(Sample window)
    {
        RequireModel(window.Model);
        return window.Levels.ToArray();
    }

    /// <summary>The chunk at a position whose window is at hand.</summary>
    internal Sample ChunkOf(ChunkPosition at, WindowWork work) =>
        new(Model, ChunkGrid.SeedOf(Identity.Seed, at), _grid.ChunkOf(work[at]), null, ChunkWidth, ChunkHeight);

    private WindowWork WorkFor(IReadOnlyList<ChunkPosition> positions) => new(_grid, _cache, positions);

    private SampleRequest RequestFor(ChunkPosition at, WindowWork work) =>
        _request with { Seed = ChunkGrid.SeedOf(Identity.Seed, at), Known = work.KnownOf(at) };

    private void RequireModel(Model model)
    {
        if (!ReferenceEquals(model, Model))
            throw new UsageException("The generator has loaded another model than the world was opened with: open a new world.");
    }

    private sealed class PartOf(IProgress<double> whole, double start, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(start + share * value);
    }
}
