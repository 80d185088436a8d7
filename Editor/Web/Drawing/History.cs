namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Something that is being drawn, and all it was before. Strokes, not cells, are undone.</summary>
internal sealed class History<T>(T first)
    where T : class
{
    private const int Most = 200;

    private readonly LinkedList<T> _before = [];
    private readonly Stack<T> _after = [];

    public T Now { get; private set; } = first;

    public bool CanUndo => _before.Count > 0;

    public bool CanRedo => _after.Count > 0;

    /// <summary>It becomes something else; what was undone is gone.</summary>
    /// <param name="next">What it becomes.</param>
    /// <param name="continues">Whether that belongs to the change before, such as the next cell of a stroke.</param>
    public void Become(T next, bool continues = false)
    {
        if (next.Equals(Now)) return;
        if (!continues)
        {
            _before.AddLast(Now);
            if (_before.Count > Most) _before.RemoveFirst();
        }
        _after.Clear();
        Now = next;
    }

    public void Undo()
    {
        if (!CanUndo) return;
        _after.Push(Now);
        Now = _before.Last!.Value;
        _before.RemoveLast();
    }

    public void Redo()
    {
        if (!CanRedo) return;
        _before.AddLast(Now);
        Now = _after.Pop();
    }
}
