using BfnProcGen.Dungeon.Play;

namespace BfnProcGen.Dungeon.Scripts;

/// <summary>One thing that a script does.</summary>
internal abstract record ScriptLine
{
    /// <summary>Walks so many cells in a direction, or until a wall is in the way.</summary>
    internal sealed record Walk(Direction Direction, int Cells) : ScriptLine;

    /// <summary>Waits so many frames.</summary>
    internal sealed record Wait(int Frames) : ScriptLine;

    /// <summary>Waits until all that is near is drawn; time stands still meanwhile.</summary>
    internal sealed record WaitReady : ScriptLine;

    /// <summary>Presses a key.</summary>
    internal sealed record Key(GameKey Pressed) : ScriptLine;

    /// <summary>Writes the picture to a file.</summary>
    internal sealed record Screenshot(string Path) : ScriptLine;
}
