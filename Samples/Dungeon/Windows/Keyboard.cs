using BfnProcGen.Dungeon.Play;

namespace BfnProcGen.Dungeon.Windows;

/// <summary>What keys say between two frames, whichever library tells of them.</summary>
internal sealed class Keyboard
{
    private readonly List<GameKey> _pressed = [];
    private readonly List<Direction> _held = [];

    /// <summary>Takes a key that went down or up.</summary>
    /// <param name="code">The key, as GLFW numbers it; Silk.NET.Input has the same numbers.</param>
    /// <param name="isDown">Which of the two.</param>
    public void Take(int code, bool isDown)
    {
        if (KeyCodes.KeyOf(code) is not { } key) return;
        if (isDown) _pressed.Add(key);
        if (KeyCodes.DirectionOf(key) is not { } direction) return;
        _held.Remove(direction);
        if (isDown) _held.Add(direction);
    }

    /// <summary>What the player did since the last call; of several arrows the one that went down last counts.</summary>
    /// <param name="isClosing">Whether the window is being closed.</param>
    public Controls Controls(bool isClosing)
    {
        var controls = new Controls
        {
            Held = _held is [.., var last] ? last : null, Pressed = [.. _pressed],
            IsEnd = isClosing || _pressed.Contains(GameKey.Escape),
        };
        _pressed.Clear();
        return controls;
    }
}
