namespace BfnProcGen.World;

/// <summary>The windows that were used last. Safe to use from several threads.</summary>
/// <param name="capacity">How many it keeps.</param>
internal sealed class WindowCache(int capacity)
{
    private readonly Dictionary<ChunkPosition, LinkedListNode<(ChunkPosition Position, byte[] Window)>> _nodes = [];
    private readonly LinkedList<(ChunkPosition Position, byte[] Window)> _latestFirst = [];
    private readonly Lock _using = new();

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_using) return _nodes.Count;
        }
    }

    /// <summary>The window at a position, or null.</summary>
    public byte[]? Find(ChunkPosition position)
    {
        lock (_using)
        {
            if (!_nodes.TryGetValue(position, out var node)) return null;
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Window;
        }
    }

    /// <summary>Keeps a window, and forgets the one that was not used for the longest time where there are too many.</summary>
    public void Add(ChunkPosition position, byte[] window)
    {
        lock (_using)
        {
            if (_nodes.Remove(position, out var old)) _latestFirst.Remove(old);
            _nodes.Add(position, _latestFirst.AddFirst((position, window)));
            if (_nodes.Count <= capacity) return;
            _nodes.Remove(_latestFirst.Last!.Value.Position);
            _latestFirst.RemoveLast();
        }
    }
}
