namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Something that is being drawn, and all it was before. Strokes, not cells, are undone. Several pages may draw on it.</summary>
internal sealed class History<T>(T first)
    where T : class
{
    private const int Most = 200;

    private readonly Lock _lock = new();
    private readonly LinkedList<T> _before = [];
    private readonly Stack<T> _after = [];
    private volatile T _now = first;

    // Whether the change that the next one may continue is there to be undone.
    private bool _begun;

    /// <summary>Raised when it has become something else.</summary>
    public event Action? Changed;

    public T Now => _now;

    public bool CanUndo
    {
        get
        {
            lock (_lock) return _before.Count > 0;
        }
    }

    public bool CanRedo
    {
        get
        {
            lock (_lock) return _after.Count > 0;
        }
    }

    /// <summary>It becomes something else; what was undone is gone.</summary>
    /// <param name="next">What it becomes.</param>
    /// <param name="continues">Whether that belongs to the change before, such as the next cell of a stroke.</param>
    public void Become(T next, bool continues = false)
    {
        lock (_lock)
        {
            if (!continues) _begun = false;
            if (next.Equals(_now)) return;
            if (!_begun)
            {
                _begun = true;
                _before.AddLast(_now);
                if (_before.Count > Most) _before.RemoveFirst();
            }
            _after.Clear();
            _now = next;
        }
        Changed?.Invoke();
    }

    public void Undo()
    {
        lock (_lock)
        {
            if (_before.Last is not { } last) return;
            _begun = false;
            _after.Push(_now);
            _now = last.Value;
            _before.RemoveLast();
        }
        Changed?.Invoke();
    }

    public void Redo()
    {
        lock (_lock)
        {
            if (!_after.TryPop(out T? next)) return;
            _begun = false;
            _before.AddLast(_now);
            _now = next;
        }
        Changed?.Invoke();
    }
}
