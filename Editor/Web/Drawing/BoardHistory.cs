namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>A board and all it was before. Strokes, not cells, are undone.</summary>
internal sealed class BoardHistory(Board board)
{
    private const int Most = 200;

    private readonly LinkedList<Board> _before = [];
    private readonly Stack<Board> _after = [];

    public Board Now { get; private set; } = board;

    public bool CanUndo => _before.Count > 0;

    public bool CanRedo => _after.Count > 0;

    /// <summary>Another board; what was undone is gone.</summary>
    /// <param name="next">The board.</param>
    /// <param name="continues">Whether it belongs to the change before, such as the next cell of a stroke.</param>
    public void Become(Board next, bool continues = false)
    {
        if (next == Now) return;
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
