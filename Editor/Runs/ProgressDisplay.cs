using System.Diagnostics;
using Spectre.Console;

namespace BfnProcGen.Editor.Runs;

/// <summary>Which reports of progress become lines where there is no terminal to show a bar on.</summary>
internal enum InLog
{
    /// <summary>None.</summary>
    Never,

    /// <summary>One every 20 seconds, the first at once.</summary>
    NowAndThen,

    /// <summary>This one in any case.</summary>
    Always,
}

/// <summary>Shows how long work goes: live bars on a terminal, a line now and then in a log.</summary>
internal abstract class ProgressDisplay
{
    /// <summary>Does <paramref name="work"/> with the display that suits the terminal.</summary>
    public static T With<T>(Terminal terminal, Func<ProgressDisplay, T> work)
    {
        IAnsiConsole console = terminal.Progress;
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? WithBars(console, work)
            : work(new Lines(terminal.Error));
    }

    /// <summary>The display for terminals.</summary>
    internal static T WithBars<T>(IAnsiConsole console, Func<ProgressDisplay, T> work) =>
        console.Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Bars(context)));

    /// <summary>Reports progress.</summary>
    /// <param name="task">Which bar is meant; it is there from its first report on.</param>
    /// <param name="text">What is being done, and how it goes.</param>
    /// <param name="share">How much of the task is done, 0 to 1.</param>
    /// <param name="inLog">Whether it is worth a line.</param>
    public abstract void Show(string task, string text, double share, InLog inLog);

    /// <summary>How people read a duration: 1:02:03, or 02:03 below an hour.</summary>
    public static string Text(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:mm\\:ss}";

    private sealed class Bars(ProgressContext context) : ProgressDisplay
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public override void Show(string task, string text, double share, InLog inLog)
        {
            if (!_tasks.TryGetValue(task, out ProgressTask? bar)) _tasks[task] = bar = context.AddTask(task, maxValue: 1);
            bar.Description = Markup.Escape(text);
            bar.Value = share;
        }
    }

    private sealed class Lines(TextWriter writer) : ProgressDisplay
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
        private readonly Dictionary<string, long> _shown = [];

        public override void Show(string task, string text, double share, InLog inLog)
        {
            bool due = !_shown.TryGetValue(task, out long shown) || Stopwatch.GetElapsedTime(shown) >= Interval;
            if (inLog == InLog.Never || (inLog == InLog.NowAndThen && !due)) return;
            _shown[task] = Stopwatch.GetTimestamp();
            writer.WriteLine(text);
            writer.Flush();
        }
    }
}
