using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.Maps;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>
/// A room: the chunks that are missing, one after the other. A room whose doors don't all reach each other is drawn again between its
/// walls, so that its neighbours stay what they are; what comes of it follows from the seed as well.
/// </summary>
internal sealed class RoomWork(Generator generator, DungeonWorld dungeon, ChunkPosition position) : Work
{
    private const int RepairRoll = 100, MostRedraws = 8;

    private ChunkGeneration? _chunk;
    private MapRun? _repair;

    public ChunkPosition Position => position;

    public override bool Advance(TimeSpan budget)
    {
        if (_repair is not null)
        {
            bool isDone = _repair.Advance(budget);
            LastSlice = _repair.LastSlice;
            if (isDone) dungeon.AddRoom(position, _repair.Result.Map);
            return isDone;
        }
        if (_chunk is null && dungeon.MissingChunkOf(position) is { } missing) _chunk = dungeon.Endless.Begin(missing.X, missing.Y);
        if (_chunk is not null)
        {
            bool isDone = _chunk.Advance(budget);
            LastSlice = _chunk.LastSlice;
            if (!isDone) return false;
            dungeon.AddChunk(_chunk.Position, _chunk.Sample.Tiles);
            _chunk = null;
            if (dungeon.MissingChunkOf(position) is not null) return false;
        }
        TileMap window = dungeon.WindowOf(position);
        if (RepairOf(dungeon, position, window) is not { } request)
        {
            dungeon.AddRoom(position, window);
            return true;
        }
        _repair = new MapRun(generator, request);
        return false;
    }

    public override void Dispose()
    {
        _chunk?.Dispose();
        _repair?.Dispose();
    }

    /// <summary>What is drawn instead of a room; null for one that is sound, or that the player drew.</summary>
    public static MapRequest? RepairOf(DungeonWorld dungeon, ChunkPosition position, TileMap window)
    {
        if (dungeon.IsEdited(position) || dungeon.Kinds.DoorsConnect.Unmet(window, dungeon.Endless.Model.Tiles) is null) return null;
        WorldIdentity identity = dungeon.Endless.Identity;
        return Redraw(dungeon, window, MapRules.None, Dice.Roll(identity.Seed, RepairRoll, position.X, position.Y), identity.Steps);
    }

    /// <summary>A room like another: the same walls around it, all else new, with doors that reach each other.</summary>
    /// <param name="dungeon">Where it is.</param>
    /// <param name="room">The other.</param>
    /// <param name="rules">What holds besides.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="steps">Network evaluations.</param>
    public static MapRequest Redraw(DungeonWorld dungeon, TileMap room, MapRules rules, ulong seed, int steps)
    {
        var inside = new CellArea(1, 1, room.Width - 2, room.Height - 2);
        return new MapRequest(new SampleRequest { Seed = seed, Steps = steps, Rules = rules.Keep(room, except: inside) })
        {
            Checks = [dungeon.Kinds.DoorsConnect], Redraws = MostRedraws,
        };
    }
}
