namespace BfnProcGen.Dungeon.Windows;

/// <summary>Why there is no window.</summary>
internal static class NoWindow
{
    /// <summary>There is no display, or it can't show what the game draws.</summary>
    /// <param name="what">What is wrong, as the second half of a sentence.</param>
    /// <param name="inner">Who said so.</param>
    public static GameException Because(string what, Exception? inner = null) => new(GameExit.Window,
        $"The game needs a display, and {what.TrimEnd('.')}. Play where there is one, under a virtual one (xvfb-run), or with --headless.",
        inner);
}
