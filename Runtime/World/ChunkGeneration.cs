namespace BfnProcGen.World;

/// <summary>
/// A chunk that is drawn little by little, while a game renders: its window, and before it those of its neighbours that it needs. Advance
/// it from one thread at a time. Disposing it before it is finished gives it up; windows that are done stay with the world.
/// </summary>
public sealed class ChunkGeneration : IDisposable
{
    private readonly EndlessWorld _world;
    private readonly WindowWork _work;
    private ChunkPosition _at;
    private Generation? _window;
    private Sample? _sample;
    private bool _disposed;

    internal ChunkGeneration(EndlessWorld world, ChunkPosition position, WindowWork work)
    {
        (_world, Position, _work) = (world, position, work);
        BeginNext();
    }

    /// <summary>Where the chunk lies.</summary>
    public ChunkPosition Position { get; }

    /// <summary>Whether the chunk is there.</summary>
    public bool IsFinished => _sample is not null;

    /// <summary>The share that is done, from 0 to 1.</summary>
    public double Progress => IsFinished ? 1 : (_work.Total - _work.Left + (_window?.Progress ?? 0)) / _work.Total;

    /// <summary>The slice that was found done last.</summary>
    public GenerationSlice LastSlice { get; private set; }

    /// <summary>The chunk.</summary>
    /// <exception cref="UsageException">It is not finished yet.</exception>
    public Sample Sample => _sample ?? throw new UsageException("The chunk is not finished: call Advance until it returns true.");

    /// <summary>
    /// As <see cref="Generation.Advance"/>, of one window after the other: it doesn't wait, and allocates nothing but where a window begins
    /// or ends.
    /// </summary>
    /// <param name="budget">Time on the device, from zero on.</param>
    /// <returns>Whether the chunk is there.</returns>
    /// <exception cref="UsageException">
    /// Another thread is advancing it, the adopted queue belongs to another thread, or the generator has loaded another model.
    /// </exception>
    /// <exception cref="RequestException">
    /// The budget is negative; or a window can't begin, as others have taken all generations meanwhile: call it again when one is done.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The generation or its generator was disposed.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public bool Advance(TimeSpan budget)
    {
        if (IsFinished) return true;
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_window is null) BeginNext();
        if (_window is null) return IsFinished;
        bool isDrawn = _window.Advance(budget);
        LastSlice = _window.LastSlice;
        if (!isDrawn) return false;
        _work.Add(_world.WindowOf(_window.Sample));
        _window = null;
        // The next begins with the next call, so that this one stays within its budget; the last has none to follow.
        if (_work.Left == 0) BeginNext();
        return IsFinished;
    }

    /// <summary>Gives the chunk up if it isn't finished.</summary>
    public void Dispose()
    {
        _disposed = true;
        _window?.Dispose();
    }

    private void BeginNext()
    {
        if (_work.TryNext(out _at)) _window = _world.BeginWindow(_at, _work);
        else _sample = _world.ChunkOf(Position, _work);
    }
}
