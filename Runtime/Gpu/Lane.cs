namespace BfnProcGen.Gpu;

/// <summary>What one generation at a time runs on: buffers, recorded dispatches, and the commands of its slices.</summary>
internal sealed class Lane : IDisposable
{
    private const int Free = 0, InUse = 1, Closed = 2;

    private int _state;
    private volatile int _user;

    public Lane(SamplerRecording plain, SamplerRecording? guided, SliceCommands slices) =>
        (Plain, Guided, Slices) = (plain, guided, slices);

    /// <summary>Runs without guidance.</summary>
    public SamplerRecording Plain { get; }

    /// <summary>Runs with guidance; null where that was not asked for at load.</summary>
    public SamplerRecording? Guided { get; }

    /// <summary>The slices of whichever of the two is running.</summary>
    public SliceCommands Slices { get; }

    /// <summary>Whether this thread is in a call on behalf of the lane's generation, such as an engine's submit.</summary>
    public bool IsUsedByThisThread => _user == Environment.CurrentManagedThreadId;

    /// <summary>Starts a call on behalf of the lane's generation.</summary>
    /// <exception cref="UsageException">Another thread is in such a call.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed.</exception>
    public void Enter()
    {
        int state = Interlocked.CompareExchange(ref _state, InUse, Free);
        ObjectDisposedException.ThrowIf(state == Closed, typeof(Generator));
        if (state == InUse)
            throw new UsageException("This generation is being advanced right now, by another call: advance it from one thread at a time.");
        _user = Environment.CurrentManagedThreadId;
    }

    /// <summary>Starts the call that a generation begins with: waits for what was given up before.</summary>
    /// <inheritdoc cref="Enter"/>
    public void EnterFirst()
    {
        Enter();
        Slices.Drain();
    }

    /// <summary>Ends a call.</summary>
    public void Leave()
    {
        _user = 0;
        Volatile.Write(ref _state, Free);
    }

    /// <summary>Waits for a call under way, on another thread.</summary>
    public void Await()
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref _state) == InUse) spin.SpinOnce();
    }

    /// <summary>Waits for a call under way and for the device, then frees everything; later calls are refused.</summary>
    public void Dispose()
    {
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref _state, Closed, Free) == InUse) spin.SpinOnce();
        Slices.Dispose();
        Guided?.Dispose();
        Plain.Dispose();
    }
}
