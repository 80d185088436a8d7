using System.Text;
using BfnProcGen.AssetFiles;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Scripts;

namespace BfnProcGen.Dungeon;

internal static class Program
{
    private static int Main(string[] args)
    {
        Console.OutputEncoding = Encoding.UTF8;
        return Run(args, Console.Out, Console.Error);
    }

    /// <summary>Runs one command line and returns its exit code; every error that was foreseen has become a message by then.</summary>
    internal static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        try
        {
            return new GameArguments().Run(args, options => Play(options, output, error), output, error);
        }
        catch (BfnException e)
        {
            error.WriteLine(e.Message);
            return (int)ExitOf(e);
        }
    }

    private static int Play(GameOptions options, TextWriter output, TextWriter error)
    {
        IReadOnlyList<ScriptLine>? script = options.Script is { } path ? Script.Read(path) : null;
        GameReport report;
        GameLoop loop;
        using (var host = new GameHost(options))
        {
            loop = new GameLoop(host, options, script, error);
            loop.Play(options.IsLoaded ? host.Load() : host.Begin(options.Seed, options.Steps));
            GameLoop? resting = null;
            if (options.IsMeasured)
            {
                resting = new GameLoop(host, options, script, error);
                resting.Play(host.BeginAgain(loop.Session));
            }
            report = ReportOf(host, loop, resting, options);
        }
        if (options.Json) output.WriteLine(report.ToJson());
        else if (options.IsHeadless || options.IsMeasured || report.ValidationMessages.Count > 0) report.WriteTo(output);
        if (!report.ScriptIsFinished) error.WriteLine($"The script wasn't played to its end: {report.Frames} frames were too few.");
        return (int)(loop.Failure is { } failure ? ExitOf(failure) : report.ValidationMessages.Count > 0 ? GameExit.Gpu : GameExit.Success);
    }

    private static GameReport ReportOf(GameHost host, GameLoop loop, GameLoop? resting, GameOptions options)
    {
        Session session = loop.Session;
        return new GameReport(host.Device.Name, session.Dungeon.Endless.Identity.Seed, session.Dungeon.Endless.Identity.Steps,
            options.Budget.TotalMilliseconds, loop.FrameMs.Count, loop.WaitedFrames, loop.ScriptIsFinished, session.Dungeon.Seen.Count,
            session.Dungeon.ComputeHash(), [session.Player.Cell.X, session.Player.Cell.Y], loop.FrameMs, loop.SliceMs, loop.ProcessorMs,
            resting?.FrameMs, resting?.ProcessorMs, host.Device.ValidationMessages);
    }

    private static GameExit ExitOf(BfnException exception) => exception switch
    {
        GameException game => game.Exit,
        ModelFormatException or NetworkException => GameExit.Model,
        GpuUnavailableException or GpuException => GameExit.Gpu,
        OutputException => GameExit.Output,
        RequestException => GameExit.Usage,
        _ => GameExit.Unexpected,
    };
}
