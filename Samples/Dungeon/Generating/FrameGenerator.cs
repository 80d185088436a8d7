using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>
/// Draws what the game needs next, a slice a frame: what the player asked for, then the rooms that are near, then sprites and names of
/// monsters around, then rooms farther off. Whatever is drawn, a frame gets one slice.
/// </summary>
internal sealed class FrameGenerator(GameGenerators generators, PixelStore store) : IDisposable
{
    // In cells, from the player to the nearest wall of a room; a room ahead counts as nearer.
    private const int Near = 9, Ahead = 6, MonstersInSight = 20;

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
        IsIdle = work is null;
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
        if (session.Redraw is { } redraw) return redraw;
        (ChunkPosition room, int distance) = NearestMissing(session);
        if (distance <= Near) return RoomAt(session.Dungeon, room);
        _monster ??= NextMonster(session);
        return _monster ?? (distance < int.MaxValue ? RoomAt(session.Dungeon, room) : null);
    }

    private RoomWork RoomAt(DungeonWorld dungeon, ChunkPosition position)
    {
        if (_room is not null && _room.Position != position)
        {
            // Windows that are done stay with the world.
            _room.Dispose();
            _room = null;
        }
        return _room ??= new RoomWork(generators.Rooms, dungeon, position);
    }

    private static (ChunkPosition Room, int Distance) NearestMissing(Session session)
    {
        DungeonWorld dungeon = session.Dungeon;
        (int x, int y) = session.Player.Cell;
        (int stepX, int stepY) = session.Player.Facing.Step();
        ChunkPosition at = dungeon.PositionOf(x, y);
        (ChunkPosition, int) nearest = (at, int.MaxValue);
        for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
        {
            var room = new ChunkPosition(at.X + dx, at.Y + dy);
            if (dungeon.RoomAt(room) is not null) continue;
            int across = dx == 0 ? 0 : dx < 0 ? x - at.X * dungeon.RoomWidth : (at.X + 1) * dungeon.RoomWidth - x;
            int down = dy == 0 ? 0 : dy < 0 ? y - at.Y * dungeon.RoomHeight : (at.Y + 1) * dungeon.RoomHeight - y;
            int distance = Math.Max(0, across + down - (dx * stepX + dy * stepY > 0 ? Ahead : 0));
            if (distance < nearest.Item2) nearest = (room, distance);
        }
        return nearest;
    }

    private Work? NextMonster(Session session)
    {
        (int x, int y) = session.Player.Cell;
        Monster? nearest = null;
        int least = MonstersInSight;
        foreach (Room room in session.RoomsAround())
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
