using BfnProcGen.Editor.Commands;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Comparing;

/// <summary>What two runs were told differently.</summary>
internal static class RunComparison
{
    private static readonly IReadOnlyList<TrainingSetting> Settings = new TrainingArguments().Settings;

    /// <summary>The settings that differ, with what each run has; those of no option are not listed.</summary>
    public static IReadOnlyList<(string Name, string First, string Second)> Differences(EditorRun first, EditorRun second)
    {
        TrainingOptions a = TrainingOptions.FromJson(first.Ticket.Options), b = TrainingOptions.FromJson(second.Ticket.Options);
        IEnumerable<(string, string, string)> settings = Settings
            .Select(setting => (setting.Name, First: setting.Read(a) ?? "default", Second: setting.Read(b) ?? "default"))
            .Where(setting => setting.First != setting.Second);
        string assets = first.Ticket.Assets, others = second.Ticket.Assets;
        return assets == others ? [.. settings] : [("assets", assets, others), .. settings];
    }
}
