using BfnProcGen.Dungeon.Generating;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.Maps;

namespace BfnProcGen.Dungeon.Play;

/// <summary>
/// The room that the player stands in, drawn again: its walls, the marked tiles and what is under the player stay. While the player
/// watches, each of the network's estimates is shown for a while before it goes on.
/// </summary>
internal sealed class RoomRedraw : Work
{
    private const int FramesAnEstimate = 30;

    private readonly MapRun _run;
    private int _hold;
    private bool _isDrawn, _isHurried;

    public RoomRedraw(Generator generator, DungeonWorld dungeon, Room room, IEnumerable<(int X, int Y)> kept, ulong seed, int steps,
        bool isWatched)
    {
        (Room, IsWatched, Steps) = (room, isWatched, steps);
        MapRules rules = kept.Aggregate(MapRules.None, (so, cell) => so.Know(cell.X, cell.Y, (int)room.Map[cell.X, cell.Y]));
        _run = new MapRun(generator, RoomWork.Redraw(dungeon, room.Map, rules, seed, steps), keepsStates: isWatched);
    }

    public Room Room { get; }

    /// <summary>Whether the player looks on.</summary>
    public bool IsWatched { get; }

    /// <summary>Network evaluations of a run.</summary>
    public int Steps { get; }

    /// <summary>What the network thinks of the room; null before its first evaluation, and for what nobody watches.</summary>
    public GenerationState? State => _run.State;

    /// <summary>The room, when it is done.</summary>
    public MapResult Result => _run.Result;

    /// <summary>Shows what is left without stopping at each estimate.</summary>
    public void Hurry() => (_hold, _isHurried) = (0, true);

    public override bool Advance(TimeSpan budget)
    {
        LastSlice = null;
        if (_hold-- > 0) return false;
        if (_isDrawn) return true;
        GenerationState? before = State;
        _isDrawn = _run.Advance(budget);
        LastSlice = _run.LastSlice;
        // The last estimate is looked at, too.
        if (State != before && !_isHurried) _hold = FramesAnEstimate;
        return _isDrawn && _hold <= 0;
    }

    public override void Dispose() => _run.Dispose();
}
