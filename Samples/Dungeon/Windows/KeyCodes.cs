using BfnProcGen.Dungeon.Play;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>What GLFW's key codes, and those of Silk.NET.Input, mean to the game.</summary>
internal static class KeyCodes
{
    private static readonly Dictionary<int, GameKey> Keys = new()
    {
        [262] = GameKey.Right, [263] = GameKey.Left, [264] = GameKey.Down, [265] = GameKey.Up,
        ['D'] = GameKey.Right, ['A'] = GameKey.Left, ['S'] = GameKey.Down, ['W'] = GameKey.Up,
        ['M'] = GameKey.M, [' '] = GameKey.Space, ['R'] = GameKey.R, ['T'] = GameKey.T, ['V'] = GameKey.V, ['N'] = GameKey.N,
        ['P'] = GameKey.P, ['H'] = GameKey.H, [256] = GameKey.Escape, [294] = GameKey.F5, [298] = GameKey.F9, [301] = GameKey.P,
        ['-'] = GameKey.Minus, [333] = GameKey.Minus, ['='] = GameKey.Plus, [334] = GameKey.Plus, [93] = GameKey.Plus, [47] = GameKey.Minus,
    };

    public static GameKey? KeyOf(int code) => Keys.TryGetValue(code, out GameKey key) ? key : null;

    public static Direction? DirectionOf(GameKey key) => key switch
    {
        GameKey.Up => Direction.Up, GameKey.Down => Direction.Down, GameKey.Left => Direction.Left, GameKey.Right => Direction.Right,
        _ => null,
    };
}
