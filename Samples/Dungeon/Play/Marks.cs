using BfnProcGen.Dungeon.Rooms;

namespace BfnProcGen.Dungeon.Play;

/// <summary>Tiles of a room that are to stay when it is drawn again, and the cursor that marks them.</summary>
internal sealed class Marks(Room room, (int X, int Y) cursor)
{
    public Room Room { get; } = room;

    /// <summary>The cell of the room's map that the next mark is for.</summary>
    public (int X, int Y) Cursor { get; private set; } = cursor;

    /// <summary>Cells of the room's map.</summary>
    public HashSet<(int X, int Y)> Cells { get; } = [];

    /// <summary>Moves the cursor inside the walls, which stay anyhow.</summary>
    public void Move(Direction direction)
    {
        (int x, int y) = direction.Step();
        Cursor = (Math.Clamp(Cursor.X + x, 1, Room.Map.Width - 2), Math.Clamp(Cursor.Y + y, 1, Room.Map.Height - 2));
    }

    /// <summary>Marks the cell under the cursor, or takes its mark away.</summary>
    public void Toggle()
    {
        if (!Cells.Remove(Cursor)) Cells.Add(Cursor);
    }
}
