namespace BfnProcGen.Dungeon;

/// <summary>How the game ended. The numbers are those of <c>bfn</c> where they mean the same.</summary>
internal enum GameExit
{
    Success = 0,
    Unexpected = 1,
    Usage = 2,
    Save = 3,
    Model = 4,
    Gpu = 5,
    Output = 6,
    Window = 9,
}

/// <summary>What keeps the game from going on; the message says what is wrong, where, and what to do.</summary>
internal sealed class GameException(GameExit exit, string message, Exception? inner = null) : BfnException(message, inner)
{
    /// <summary>What the program ends with, where nobody goes on after it.</summary>
    public GameExit Exit => exit;
}
