using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>
/// Draws what the game needs next, a slice a frame: what the player asked for; rooms that the player may soon enter; the monsters of the
/// room that the player is in; the other rooms around, and the one after the next ahead; all monsters in sight; what lies beyond.
/// </summary>
internal sealed class FrameGenerator(GameGenerators generators, PixelStore store) : IDisposable
{
    // In cells, from the player to the nearest wall of a room; a room ahead counts as nearer, and so does the one under way.
    private const int Near = 9, Ahead = 6, UnderWay = 4, MonstersInSight = 20;

    // In rooms: those that may be entered next, and those after them.
    private const int Beside = 1, Beyond = 2;

    private RoomWork? _room;
    private Work? _monster;

    /// <summary>Where species have their sprites.</summary>
    public SpriteBank Bank { get; } = new(store.Places);

    /// <summary>What the device did in the slice that was found done last; null where nothing was to do.</summary>
    public GenerationSlice? LastSlice { get; private set; }

    /// <summary>Whether everything around the player is drawn.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Submits the next slice.</summary>
    public void Advance(Session session, TimeSpan budget)
    {
        Work? work = Next(session);
        LastSlice = null;
        if (work is null) return;
        bool isDone = work.Advance(budget);
        LastSlice = work.LastSlice;
        if (!isDone) return;
        work.Dispose();
        if (work == _room) _room = null;
        else if (work == _monster) _monster = null;
        else session.FinishRedraw();
    }

    /// <summary>Gives up what is being drawn, for another dungeon.</summary>
    public void Reset()
    {
        _room?.Dispose();
        _monster?.Dispose();
        (_room, _monster) = (null, null);
    }

    public void Dispose() => Reset();

    private Work? Next(Session session)
    {
        IsIdle = false;
        if (session.Redraw is { } redraw) return redraw;
        (ChunkPosition room, int distance) = NearestMissing(session, Beside);
        if (distance <= Near) return RoomAt(session.Dungeon, room, isUrgent: true);
        _monster ??= NextMonster(session, session.Room is { } here ? [here] : []);
        if (_monster is not null) return _monster;
        if (distance < int.MaxValue) return RoomAt(session.Dungeon, room, isUrgent: false);
        if (session.Dungeon.RoomAt(TwoAhead(session)) is null) return RoomAt(session.Dungeon, TwoAhead(session), isUrgent: false);
        _monster = NextMonster(session, session.RoomsAround());
        if (_monster is not null) return _monster;
        IsIdle = true;
        (room, distance) = NearestMissing(session, Beyond);
        return distance < int.MaxValue ? RoomAt(session.Dungeon, room, isUrgent: false) : null;
    }

    private static ChunkPosition TwoAhead(Session session)
    {
        (int x, int y) = session.Player.Facing.Step();
        return new ChunkPosition(session.RoomPosition.X + Beyond * x, session.RoomPosition.Y + Beyond * y);
    }

    private RoomWork RoomAt(DungeonWorld dungeon, ChunkPosition position, bool isUrgent)
    {
        if (isUrgent && _room is not null && _room.Position != position)
        {
            // Windows that are done stay with the world; the one under way is lost, so that what isn't urgent waits for it.
            _room.Dispose();
            _room = null;
        }
        return _room ??= new RoomWork(generators.Rooms, dungeon, position);
    }

    private (ChunkPosition Room, int Distance) NearestMissing(Session session, int reach)
    {
        DungeonWorld dungeon = session.Dungeon;
        (int x, int y) = session.Player.Cell;
        (int stepX, int stepY) = session.Player.Facing.Step();
        ChunkPosition at = dungeon.PositionOf(x, y);
        (ChunkPosition, int) nearest = (at, int.MaxValue);
        for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++)
        {
            var room = new ChunkPosition(at.X + dx, at.Y + dy);
            if (dungeon.RoomAt(room) is not null) continue;
            int distance = Cells(x - at.X * dungeon.RoomWidth, dx, dungeon.RoomWidth)
                + Cells(y - at.Y * dungeon.RoomHeight, dy, dungeon.RoomHeight);
            if (dx * stepX + dy * stepY > 0) distance -= Ahead;
            if (_room?.Position == room) distance -= UnderWay;
            distance = Math.Max(0, distance);
            if (distance < nearest.Item2) nearest = (room, distance);
        }
        return nearest;
    }

    // From a cell of a room to the wall of one so many rooms away.
    private static int Cells(int cell, int rooms, int size) => rooms switch
    {
        0 => 0, < 0 => cell - (rooms + 1) * size, _ => rooms * size - cell,
    };

    private Work? NextMonster(Session session, IEnumerable<Room> rooms)
    {
        (int x, int y) = session.Player.Cell;
        Monster? nearest = null;
        int least = MonstersInSight;
        foreach (Room room in rooms)
        {
            foreach (Monster monster in room.Monsters)
            {
                int distance = Math.Max(Math.Abs(monster.Cell.X - x), Math.Abs(monster.Cell.Y - y));
                if (distance >= least || (monster.Name is not null && Bank.Find(monster.Species) is not null)) continue;
                (nearest, least) = (monster, distance);
            }
        }
        if (nearest is null) return null;
        return Bank.Find(nearest.Species) is null
            ? new SpriteWork(generators.Monsters, Bank, store, nearest.Species, GameGenerators.MonsterSteps)
            : new NameWork(generators.Names, nearest);
    }
}
