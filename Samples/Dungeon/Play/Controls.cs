namespace BfnProcGen.Dungeon.Play;

internal enum Direction
{
    Up,
    Down,
    Left,
    Right,
}

/// <summary>The keys that the game knows, by what is printed on them; W, A, S and D are the arrows.</summary>
internal enum GameKey
{
    Up, Down, Left, Right, Space, M, R, T, V, N, P, H, Minus, Plus, F5, F9, Escape,
}

/// <summary>What the player, or a script, does in a frame.</summary>
internal sealed record Controls
{
    /// <summary>Nothing.</summary>
    public static Controls None { get; } = new();

    /// <summary>Where to walk, while the key is held.</summary>
    public Direction? Held { get; init; }

    /// <summary>Keys that went down.</summary>
    public IReadOnlyList<GameKey> Pressed { get; init; } = [];

    /// <summary>Whether this is the end of the game.</summary>
    public bool IsEnd { get; init; }
}

internal static class Directions
{
    /// <summary>Columns and rows of a step.</summary>
    public static (int X, int Y) Step(this Direction direction) => direction switch
    {
        Direction.Up => (0, -1), Direction.Down => (0, 1), Direction.Left => (-1, 0), _ => (1, 0),
    };
}
