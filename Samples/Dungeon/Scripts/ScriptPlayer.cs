using BfnProcGen.Dungeon.Play;

namespace BfnProcGen.Dungeon.Scripts;

/// <summary>
/// Plays a script. How long it takes depends on how fast rooms are drawn, but not what happens: a step that has to wait is waited for, and
/// a room that is drawn again is finished before the next line.
/// </summary>
internal sealed class ScriptPlayer(IReadOnlyList<ScriptLine> script)
{
    private int _line, _stepsBefore = -1, _framesLeft;
    private bool _wasPushing;

    /// <summary>Whether all lines are played.</summary>
    public bool IsFinished => _line >= script.Count;

    /// <summary>The picture to write after this frame; null for none.</summary>
    public string? Screenshot { get; private set; }

    /// <summary>Whether the game must stand still until all that is near is drawn.</summary>
    public bool AwaitsGenerator { get; private set; }

    /// <summary>What to do in this frame.</summary>
    /// <param name="session">The game after the frame before.</param>
    /// <param name="isIdle">Whether all that is near is drawn.</param>
    public Controls Next(Session session, bool isIdle)
    {
        (Screenshot, AwaitsGenerator) = (null, false);
        while (!IsFinished)
        {
            // What is drawn again shows itself at its own pace.
            if (session.Redraw is not null && script[_line] is not (ScriptLine.Wait or ScriptLine.Screenshot)) return Controls.None;
            switch (script[_line])
            {
                case ScriptLine.Walk walk when Pushes(walk, session):
                    return new Controls { Held = walk.Direction };
                case ScriptLine.Wait wait when Waits(wait.Frames):
                    return Controls.None;
                case ScriptLine.WaitReady when !isIdle && session.IsGenerating:
                    AwaitsGenerator = true;
                    return Controls.None;
                case ScriptLine.Key key:
                    _line++;
                    return new Controls { Pressed = [key.Pressed], IsEnd = key.Pressed == GameKey.Escape };
                case ScriptLine.Screenshot screenshot:
                    (Screenshot, _line) = (screenshot.Path, _line + 1);
                    return Controls.None;
                default:
                    _line++;
                    break;
            }
        }
        return Controls.None;
    }

    // Whether the walk goes on: it ends after its cells, or where a step that was tried didn't begin.
    private bool Pushes(ScriptLine.Walk walk, Session session)
    {
        if (_stepsBefore < 0) (_stepsBefore, _wasPushing) = (session.Player.Steps, false);
        bool isStopped = _wasPushing && session.Player.IsStanding && !session.IsWaiting && session.Player.Steps == _stepsOfPush;
        if (session.Player.Steps - _stepsBefore >= walk.Cells || isStopped)
        {
            _stepsBefore = -1;
            return false;
        }
        (_wasPushing, _stepsOfPush) = (session.Player.IsStanding, session.Player.Steps);
        return true;
    }

    private int _stepsOfPush;

    private bool Waits(int frames)
    {
        if (_framesLeft == 0) _framesLeft = frames + 1;
        return --_framesLeft > 0;
    }
}
