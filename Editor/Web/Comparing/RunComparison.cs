using System.Globalization;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Comparing;

/// <summary>What some runs were told differently, and what came of it. A row has a name and a cell for each run.</summary>
internal static class RunComparison
{
    /// <summary>So many lines can be told apart.</summary>
    public const int MostRuns = 6;

    private static readonly IReadOnlyList<TrainingSetting> Settings = new TrainingArguments().Settings;

    /// <summary>The settings that differ, with what each run has; those of no option are not listed.</summary>
    public static IReadOnlyList<ComparedRow> Differences(IReadOnlyList<EditorRun> runs)
    {
        // Of one that is damaged nothing is known.
        TrainingOptions?[] options =
            [.. runs.Select(run => run.State == RunState.Damaged ? null : TrainingOptions.FromJson(run.Ticket.Options))];
        return [.. Settings.Select(setting => new ComparedRow(setting.Name,
                [.. options.Select(one => one is null ? "–" : setting.Read(one) ?? "default")]))
            .Prepend(new ComparedRow("assets", [.. runs.Select(run => run.Ticket.Assets)]))
            .Where(row => row.Cells.Distinct().Count() > 1)];
    }

    /// <summary>Where each run stands, and how well it has learnt.</summary>
    public static IReadOnlyList<ComparedRow> Results(IReadOnlyList<EditorRun> runs)
    {
        CurvePoint[][] validation = [.. runs.Select(run => run.Validation)], loss = [.. runs.Select(run => run.Loss)];
        RunLook?[] looks = [.. runs.Select(run => run.Looks.LastOrDefault())];
        return
        [
            new("steps", [.. loss.Select(points => points.Length > 0 ? Text($"{points[^1].Step:N0}") : "–")]),
            new("loss", [.. loss.Select(points => Last(points))]),
            new("validation", [.. validation.Select(points => Last(points))]),
            new("best validation", [.. validation.Select(points => points.Length > 0 ? Text($"{Best(points).Value:0.0000}") : "–")]),
            new("at step", [.. validation.Select(points => points.Length > 0 ? Text($"{Best(points).Step:N0}") : "–")]),
            new("copies", [.. looks.Select(look => look is null ? "–" : Text($"{look.Copies:P0}"))]),
            new("nearness ratio", [.. looks.Select(look => look?.Ratio is { } ratio ? Text($"{ratio:0.00}") : "–")]),
        ];
    }

    /// <summary>A figure of the models' samples, a row a number of evaluations that one of them was measured at.</summary>
    /// <param name="tables">The runs' tables; null where a run was not measured.</param>
    /// <param name="figure">The title of the figure.</param>
    public static IReadOnlyList<ComparedRow> Quality(IReadOnlyList<QualityTable?> tables, string figure)
    {
        IReadOnlyDictionary<int, string>[] values = [.. tables.Select(table => table?.Chosen(figure) ?? new Dictionary<int, string>())];
        return [.. values.SelectMany(run => run.Keys).Distinct().Order()
            .Select(evaluations => new ComparedRow($"{evaluations}", [.. values.Select(run => run.GetValueOrDefault(evaluations, "–"))]))];
    }

    private static CurvePoint Best(CurvePoint[] points) => points.MinBy(point => point.Value);

    private static string Last(CurvePoint[] points) => points.Length > 0 ? Text($"{points[^1].Value:0.0000}") : "–";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One row of a comparison.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Cells">What each run has.</param>
public sealed record ComparedRow(string Name, string[] Cells);
