using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Rooms;

/// <summary>A room with the walls around it, which it shares with its neighbours.</summary>
internal sealed class Room
{
    public Room(ChunkPosition position, (int X, int Y) origin, TileMap map, IReadOnlyList<Monster> monsters) =>
        (Position, Origin, Map, Monsters) = (position, origin, map, monsters);

    public ChunkPosition Position { get; }

    /// <summary>The cell of the world that is the map's first.</summary>
    public (int X, int Y) Origin { get; }

    public TileMap Map { get; private set; }

    public IReadOnlyList<Monster> Monsters { get; private set; }

    /// <summary>The map's cell of a cell of the world.</summary>
    public (int X, int Y) Local((int X, int Y) cell) => (cell.X - Origin.X, cell.Y - Origin.Y);

    /// <summary>Puts another map in place.</summary>
    public void Replace(TileMap map, IReadOnlyList<Monster> monsters) => (Map, Monsters) = (map, monsters);
}
