using BfnProcGen.Networks;

namespace BfnProcGen.Plans;

/// <summary>
/// One block of memory for all activations of a plan. Values that are never needed at the same dependency level share memory; a value can
/// be placed inside another, as the inputs of a concatenation are.
/// </summary>
internal sealed class Arena
{
    // 64 bytes, so that every value starts at a boundary for vector loads.
    private const int Alignment = 16;

    private readonly List<Value> _values = [];

    private sealed class Value(Shape shape, int batch, bool isShared)
    {
        public Shape Shape { get; } = shape;
        public int Batch { get; } = batch;
        public bool IsShared { get; } = isShared;
        public int Parent { get; set; } = -1;
        public int ParentOffset { get; set; }
        public List<int> Parts { get; } = [];
        public int First { get; set; } = int.MaxValue;
        public int Last { get; set; } = -1;
        public int Offset { get; set; } = -1;
        public long Size => ((long)Shape.Count * Batch + Alignment - 1) / Alignment * Alignment;
    }

    /// <summary>Adds a value and returns its number.</summary>
    public int Add(Shape shape, int batch)
    {
        _values.Add(new Value(shape, batch, isShared: false));
        return _values.Count - 1;
    }

    /// <summary>Adds a value that all items share and returns its number.</summary>
    public int AddShared(Shape shape)
    {
        _values.Add(new Value(shape, 1, isShared: true));
        return _values.Count - 1;
    }

    /// <summary>Places <paramref name="value"/> inside <paramref name="whole"/> from a channel on; false where it can't: it lies inside another already, or is shared.</summary>
    public bool TryPlaceInside(int value, int whole, int channel)
    {
        if (_values[value].Parent >= 0 || _values[value].IsShared) return false;
        _values[value].Parent = whole;
        _values[value].ParentOffset = channel * _values[whole].Shape.Area;
        _values[whole].Parts.Add(value);
        return true;
    }

    /// <summary>What was placed inside a value.</summary>
    public IReadOnlyList<int> PartsOf(int value) => _values[value].Parts;

    /// <summary>Says that a value is read or written at a dependency level.</summary>
    public void Use(int value, int level)
    {
        Value root = Root(value);
        root.First = Math.Min(root.First, level);
        root.Last = Math.Max(root.Last, level);
    }

    /// <summary>Gives every value its place, the largest first, each at the lowest offset that is free while it lives; returns the size in floats.</summary>
    public int Place()
    {
        var placed = new List<Value>();
        long size = 0;
        foreach (Value value in _values.Where(value => value.Parent < 0 && value.Last >= 0).OrderByDescending(value => value.Size))
        {
            long at = 0;
            foreach (Value other in placed.Where(other => other.First <= value.Last && value.First <= other.Last).OrderBy(other => other.Offset))
            {
                if (at + value.Size <= other.Offset) break;
                at = Math.Max(at, other.Offset + other.Size);
            }
            if (at + value.Size > int.MaxValue) throw new NetworkException("The activations of one batch exceed 8 GB: use a smaller batch.");
            value.Offset = (int)at;
            placed.Add(value);
            size = Math.Max(size, at + value.Size);
        }
        return (int)size;
    }

    /// <summary>Where a value lies, after <see cref="Place"/>.</summary>
    public View ViewOf(int value)
    {
        int offset = 0, at = value;
        for (; _values[at].Parent >= 0; at = _values[at].Parent) offset += _values[at].ParentOffset;
        return new View(_values[value].Shape, _values[at].Offset + offset, _values[at].IsShared ? 0 : _values[at].Shape.Count);
    }

    private Value Root(int value)
    {
        while (_values[value].Parent >= 0) value = _values[value].Parent;
        return _values[value];
    }
}
