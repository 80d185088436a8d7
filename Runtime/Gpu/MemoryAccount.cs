namespace BfnProcGen.Gpu;

/// <summary>
/// The device memory that the models of a generator take together, against its budget: several are there while one takes another's place.
/// Safe to use from several threads.
/// </summary>
/// <param name="budget">The most bytes; null for any number.</param>
internal sealed class MemoryAccount(long? budget)
{
    private readonly Lock _changing = new();
    private long _taken;

    /// <summary>Bytes that are left.</summary>
    public long Left
    {
        get
        {
            lock (_changing) return (budget ?? long.MaxValue) - _taken;
        }
    }

    /// <summary>Takes bytes, or none where fewer are left.</summary>
    public bool TryTake(long bytes)
    {
        lock (_changing)
        {
            if (bytes > (budget ?? long.MaxValue) - _taken) return false;
            _taken += bytes;
            return true;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes)
    {
        lock (_changing) _taken -= bytes;
    }

    /// <summary>The budget, and what is taken of it, in words.</summary>
    public override string ToString()
    {
        lock (_changing)
        {
            string most = $"{budget / 1048576.0:0.0} MiB";
            return _taken == 0 ? most : $"{most}, of which other models of this generator hold {_taken / 1048576.0:0.0}";
        }
    }
}
