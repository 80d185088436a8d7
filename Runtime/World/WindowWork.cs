namespace BfnProcGen.World;

/// <summary>The windows that some chunks need: those at hand, and those still to draw, in their order. For one thread at a time.</summary>
internal sealed class WindowWork
{
    private readonly ChunkGrid _grid;
    private readonly WindowCache _cache;
    private readonly Dictionary<ChunkPosition, byte[]> _windows = [];
    private readonly Queue<ChunkPosition> _missing;

    /// <summary>Looks up what is kept already.</summary>
    public WindowWork(ChunkGrid grid, WindowCache cache, IEnumerable<ChunkPosition> wanted)
    {
        (_grid, _cache) = (grid, cache);
        var missing = new HashSet<ChunkPosition>();
        var open = new Stack<ChunkPosition>(wanted);
        while (open.TryPop(out ChunkPosition at))
        {
            if (TakeFromCache(at) || !missing.Add(at)) continue;
            foreach (ChunkPosition before in grid.Before(at)) open.Push(before);
        }
        _missing = new Queue<ChunkPosition>(missing.OrderBy(at => at.Turn).ThenBy(at => at.Y).ThenBy(at => at.X));
        Total = _missing.Count;
    }

    /// <summary>How many windows had to be drawn at the start.</summary>
    public int Total { get; }

    /// <summary>How many windows are still to draw.</summary>
    public int Left => _missing.Count;

    /// <summary>The window at a position that is at hand.</summary>
    public byte[] this[ChunkPosition at] => _windows[at];

    /// <summary>The next window that has to be drawn: not those that others have drawn meanwhile.</summary>
    public bool TryNext(out ChunkPosition next)
    {
        while (_missing.TryPeek(out next))
        {
            if (!TakeFromCache(next)) return true;
            _missing.Dequeue();
        }
        return false;
    }

    /// <summary>All windows that have to be drawn next and need none of each other.</summary>
    public IReadOnlyList<ChunkPosition> NextTurn() => TryNext(out ChunkPosition next)
        ? [.. _missing.TakeWhile(at => at.Turn == next.Turn)]
        : [];

    /// <summary>What the next window knows.</summary>
    public short[]? KnownOf(ChunkPosition at) => _grid.Known(at, before => _windows[before]);

    /// <summary>Takes the next window, drawn.</summary>
    public void Add(byte[] window)
    {
        ChunkPosition at = _missing.Dequeue();
        _windows[at] = window;
        _cache.Add(at, window);
    }

    private bool TakeFromCache(ChunkPosition at)
    {
        if (_windows.ContainsKey(at)) return true;
        if (_cache.Find(at) is not { } window) return false;
        _windows.Add(at, window);
        return true;
    }
}
