using System.Diagnostics;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Scene;
using BfnProcGen.Dungeon.Scripts;

namespace BfnProcGen.Dungeon;

/// <summary>
/// One game, frame after frame: what the player does, the picture, and then a slice of what models draw, which the device works on while
/// the next frame is prepared. Each frame is the same step of time.
/// </summary>
/// <param name="host">What it is played with.</param>
/// <param name="options">How it is played.</param>
/// <param name="script">A script; null for the keys of the window.</param>
/// <param name="error">For what can't be said on the screen alone.</param>
internal sealed class GameLoop(GameHost host, GameOptions options, IReadOnlyList<ScriptLine>? script, TextWriter error)
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromSeconds(1 / 60.0);

    private readonly WorldView _world = new(host.Canvas);
    private readonly RoomOverlay _overlay = new(host.Canvas);
    private readonly HudView _hud = new(host.Canvas);
    private readonly ScriptPlayer? _script = script is null ? null : new ScriptPlayer(script);
    private readonly List<double> _frameMs = [], _sliceMs = [], _processorMs = [];
    private bool _showsFigures = true;
    private FrameFigures _figures;
    private Session _session = null!;
    private long _frameEnd = Stopwatch.GetTimestamp();

    /// <summary>The game at its end: another than at its beginning where one was loaded.</summary>
    public Session Session => _session;

    public FrameTimes FrameMs => FrameTimes.Of(_frameMs);

    public FrameTimes SliceMs => FrameTimes.Of(_sliceMs);

    /// <summary>Processor time of all threads from frame to frame; a software device computes in it as well.</summary>
    public FrameTimes ProcessorMs => FrameTimes.Of(_processorMs);

    /// <summary>Frames in which the player had to wait.</summary>
    public int WaitedFrames { get; private set; }

    /// <summary>Whether all of the script was played.</summary>
    public bool ScriptIsFinished => _script?.IsFinished ?? true;

    /// <summary>What failed first, of what a script asked for.</summary>
    public BfnException? Failure { get; private set; }

    /// <summary>Plays a game to its end.</summary>
    /// <exception cref="BfnException">Display or device failed; the game up to there is saved where somebody was playing it.</exception>
    public void Play(Session session)
    {
        _session = session;
        try
        {
            PlayFrames();
        }
        catch (BfnException) when (host.Window is not null && _session.IsGenerating)
        {
            Rescue();
            throw;
        }
        if (options.Screenshot is { } last && session.IsGenerating) Write(last);
    }

    private void PlayFrames()
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        while (options.Frames is not { } frames || _frameMs.Count < frames)
        {
            bool isEnd = _script is not null && _script.IsFinished && options.Frames is null;
            Controls window = host.Window?.Poll() ?? Controls.None;
            Controls controls = _script?.Next(_session, host.Drawing.IsIdle) ?? window;
            if (isEnd || window.IsEnd || controls.IsEnd) break;
            Frame(controls);
            _processorMs.Add((Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
            processor = Environment.CpuUsage.TotalTime;
            if (_script?.Screenshot is { } path && _session.IsGenerating) Try(() => Write(path));
        }
    }

    private void Frame(Controls controls)
    {
        foreach (GameKey key in controls.Pressed) Press(key);
        host.Renderer.AwaitScreen();
        long start = Stopwatch.GetTimestamp();
        if (_script?.AwaitsGenerator != true) _session.Update(controls);
        if (_session.IsWaiting) WaitedFrames++;
        Compose();
        host.Renderer.Draw(host.Canvas.Camera.X, host.Canvas.Camera.Y);
        TimeSpan drawn = Stopwatch.GetElapsedTime(start);
        host.Renderer.Present();
        start = Stopwatch.GetTimestamp();
        GenerationSlice? slice = null;
        if (_session.IsGenerating)
        {
            host.Drawing.Advance(_session, options.Budget);
            slice = host.Drawing.LastSlice;
        }
        _figures = new FrameFigures((drawn + Stopwatch.GetElapsedTime(start)).TotalMilliseconds, slice?.Measured?.TotalMilliseconds);
        _frameMs.Add(_figures.FrameMs);
        if (_figures.SliceMs is { } took) _sliceMs.Add(took);
        if (host.Window is not null) AwaitFrameEnd();
    }

    private void Compose()
    {
        host.Renderer.Sprites.Clear();
        _world.Draw(_session, host.Drawing.Bank);
        _overlay.Draw(_session);
        _hud.Draw(_session, _showsFigures ? _figures : null);
    }

    private void Press(GameKey key)
    {
        switch (key)
        {
            case GameKey.H:
                _showsFigures = !_showsFigures;
                break;
            case GameKey.V:
                int tiles = _session.Dungeon.Endless.Model.Tiles.Count;
                _overlay.Watched = _overlay.Watched is not { } tile ? 0 : tile + 1 < tiles ? tile + 1 : null;
                break;
            case GameKey.F5 when _session.IsGenerating:
                Try(() =>
                {
                    host.Save(_session);
                    _session.Say($"Saved to {options.Save}");
                });
                break;
            case GameKey.F9 when _session.IsGenerating:
                Try(() => Change(host.Load()));
                break;
            case GameKey.N when _session.IsGenerating:
                Change(host.Begin(unchecked(_session.Dungeon.Endless.Identity.Seed + 1), _session.Steps));
                break;
            case GameKey.P when _session.IsGenerating:
                string file = Enumerable.Range(1, int.MaxValue).Select(i => $"dungeon-{i:000}.png").First(name => !File.Exists(name));
                Try(() =>
                {
                    Write(file);
                    _session.Say($"Wrote {file}");
                });
                break;
        }
    }

    private void Change(Session session)
    {
        _session.DropRedraw();
        host.Drawing.Reset();
        _session = session;
    }

    private void Write(string path) => host.Renderer.ReadPicture(options.Scale).WritePng(path);

    // The game goes on: it says what failed, and a script's failure is the program's in the end.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (BfnException e) when (e is not GpuException)
        {
            _session.Say(e.Message);
            if (_script is null) return;
            error.WriteLine(e.Message);
            Failure ??= e;
        }
    }

    private void Rescue()
    {
        try
        {
            error.WriteLine($"The game up to here is saved: 'bfn game --load --save {host.Rescue(_session)}' goes on.");
        }
        catch (BfnException e)
        {
            error.WriteLine(e.Message);
        }
    }

    private void AwaitFrameEnd()
    {
        while (Stopwatch.GetElapsedTime(_frameEnd) < FrameTime) Thread.Sleep(1);
        _frameEnd = Stopwatch.GetTimestamp();
    }
}
