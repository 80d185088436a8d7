using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Play;

/// <summary>A game under way: the dungeon, the player, and what the player is doing. A frame is a step of time.</summary>
/// <param name="dungeon">The dungeon.</param>
/// <param name="rooms">What draws rooms again.</param>
/// <param name="steps">Network evaluations of a room that is drawn again.</param>
internal sealed class Session(DungeonWorld dungeon, Generator rooms, int steps)
{
    private const int MessageFrames = 240, RedrawRoll = 200;

    private static readonly int[] StepChoices = [2, 3, 4, 6, 8, 12, 16, 24, 32];

    private int _messageEnd, _redraws;

    public DungeonWorld Dungeon { get; } = dungeon;

    public Player Player { get; } = new();

    /// <summary>Frames of the game so far; they don't count while it waits.</summary>
    public int Time { get; private set; }

    /// <summary>Network evaluations of rooms that the player draws again.</summary>
    public int Steps { get; set; } = steps;

    /// <summary>Chests that were opened.</summary>
    public int Chests { get; set; }

    /// <summary>The room under the cursor and its marks; null while nothing is marked.</summary>
    public Marks? Marks { get; private set; }

    /// <summary>The room that is drawn again; null where none is.</summary>
    public RoomRedraw? Redraw { get; private set; }

    /// <summary>Whether the room ahead isn't drawn yet, so that the player has to wait.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Whether models draw: not while a game is played again to measure it without them.</summary>
    public bool IsGenerating { get; init; } = true;

    /// <summary>What the game has to say; null for nothing.</summary>
    public string? Message { get; private set; }

    /// <summary>The room that the player is in; null before it is drawn.</summary>
    public Room? Room => Dungeon.RoomAt(RoomPosition);

    public ChunkPosition RoomPosition => Dungeon.PositionOf(Player.Cell.X, Player.Cell.Y);

    /// <summary>The rooms at hand around the player.</summary>
    public IEnumerable<Room> RoomsAround()
    {
        ChunkPosition at = RoomPosition;
        for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            if (Dungeon.RoomAt(new ChunkPosition(at.X + dx, at.Y + dy)) is { } room) yield return room;
    }

    /// <summary>Says something for a while.</summary>
    public void Say(string message) => (Message, _messageEnd) = (message, Time + MessageFrames);

    /// <summary>Lets a frame pass.</summary>
    public void Update(Controls controls)
    {
        foreach (GameKey key in controls.Pressed) Press(key);
        IsWaiting = false;
        if (Marks is null && Redraw is null) Walk(controls.Held);
        if (IsWaiting) return;
        Time++;
        if (Time >= _messageEnd) Message = null;
    }

    /// <summary>Puts the room that was drawn again in place.</summary>
    public void FinishRedraw()
    {
        RoomRedraw done = Redraw!;
        (Redraw, Marks) = (null, null);
        Dungeon.Replace(done.Room, done.Result.Map);
        Say(done.Result.IsMet
            ? $"The room was drawn again: {done.Steps} evaluations, {done.Result.Runs} {(done.Result.Runs == 1 ? "run" : "runs")}."
            : "The room was drawn again, but not all of its doors reach each other. Press R for another.");
    }

    /// <summary>Gives up drawing a room again.</summary>
    public void DropRedraw()
    {
        Redraw?.Dispose();
        (Redraw, Marks) = (null, null);
    }

    private void Press(GameKey key)
    {
        switch (key)
        {
            case GameKey.M when Redraw is null && Room is { } room:
                Marks = Marks is null ? new Marks(room, Inside(room, room.Local(Player.Cell))) : null;
                break;
            case GameKey.Space when Marks is not null:
                Marks.Toggle();
                break;
            case GameKey.Up or GameKey.Down or GameKey.Left or GameKey.Right when Marks is not null:
                Marks.Move(Enum.Parse<Direction>(key.ToString()));
                break;
            case GameKey.R or GameKey.T when IsGenerating && Redraw is null && Player.IsStanding && Room is { } room:
                Begin(room, isWatched: key == GameKey.T);
                break;
            case GameKey.T when Redraw is { IsWatched: true }:
                Redraw.Hurry();
                break;
            case GameKey.Minus or GameKey.Plus:
                int index = Array.FindIndex(StepChoices, choice => choice >= Steps);
                Steps = StepChoices[Math.Clamp(index + (key == GameKey.Plus ? 1 : -1), 0, StepChoices.Length - 1)];
                Say($"Rooms that you draw again take {Steps} evaluations of the network.");
                break;
        }
    }

    private void Begin(Room room, bool isWatched)
    {
        IEnumerable<(int X, int Y)> kept = Marks?.Cells.AsEnumerable() ?? [];
        ulong seed = Dice.Roll(Dungeon.Endless.Identity.Seed, RedrawRoll, room.Position.X, room.Position.Y, Time, _redraws++);
        Redraw = new RoomRedraw(rooms, Dungeon, room, kept.Append(room.Local(Player.Cell)).Distinct(), seed, Steps, isWatched);
    }

    private void Walk(Direction? held)
    {
        if (Player.IsStanding && held is { } direction)
        {
            Player.Facing = direction;
            if (Dungeon.KindAt(Player.Ahead.X, Player.Ahead.Y) is not { } kind) IsWaiting = IsGenerating;
            else if (TileKinds.IsPassable(kind) && MonsterAt(Player.Ahead) is null) Player.Step();
            else Meet(kind, Player.Ahead);
        }
        Player.Walk();
        if (Player.IsStanding && Room is { } room) Dungeon.Seen.Add(room.Position);
    }

    private void Meet(TileKind kind, (int X, int Y) cell)
    {
        if (MonsterAt(cell) is { } monster) Say($"{monster.Name ?? "Someone"} the {monster.Species.Class ?? "monster"} is in the way.");
        else if (kind == TileKind.Chest && Dungeon.OpenChests.Add(cell))
        {
            Chests++;
            Say("A chest! Gold, and the smell of old wood.");
        }
    }

    private Monster? MonsterAt((int X, int Y) cell)
    {
        if (Dungeon.RoomAt(Dungeon.PositionOf(cell.X, cell.Y)) is not { } room) return null;
        foreach (Monster monster in room.Monsters)
            if (monster.Cell == cell) return monster;
        return null;
    }

    private static (int X, int Y) Inside(Room room, (int X, int Y) cell) =>
        (Math.Clamp(cell.X, 1, room.Map.Width - 2), Math.Clamp(cell.Y, 1, room.Map.Height - 2));
}
