using BfnProcGen.Training.Evaluation;
using Spectre.Console;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>Shows an evaluation to people: what was measured on what, and tables.</summary>
/// <param name="screen">Where to.</param>
/// <param name="words">What items and variables are called.</param>
internal sealed class EvaluationScreen(IAnsiConsole screen, AssetWords words)
{
    public void Show(EvaluationReport report, int realAssets)
    {
        screen.WriteLine($"{realAssets:N0} real {words.Item}s{(report.Device is { } device ? $"; {device}" : "")}");
        if (report.Basis is { } basis && report.Likelihood.Count > 0)
        {
            screen.WriteLine(Context(basis));
            screen.Write(LikelihoodTable(report.Likelihood));
        }
        if (report.Quality.Count > 0) screen.Write(QualityTable(report.Quality));
        foreach (string line in report.Agreement?.Lines(words) ?? []) screen.WriteLine(line);
    }

    private string Context(LikelihoodBasis basis)
    {
        string count = basis.Items < basis.Of ? $"{basis.Items:N0} of {basis.Of:N0}" : $"all {basis.Of:N0}";
        string which = basis.Origin switch
        {
            ItemOrigin.KeptBack => "that were kept back from training",
            ItemOrigin.SetAside => "of the test set beside the training set",
            ItemOrigin.TrainedOn => "that the model was trained on: it kept none back",
            _ => "",
        };
        string classes = basis.Labelled ? ", the model being told their classes" : "";
        string reference = basis.NGramBits is { } bits
            ? $" A 5-gram model of the texts trained on needs {bits:0.0000} bits a character of the same texts."
            : "";
        return $"Likelihood of {count} {words.Item}s {which}".TrimEnd() + $"{classes}.{reference}";
    }

    private Table LikelihoodTable(IEnumerable<LikelihoodEstimate> estimates)
    {
        Table table = Numbers(
            "steps", $"bits a {words.Variable}", "± standard error", "nats an item", "± standard error", "loss", "reconstruction");
        foreach (LikelihoodEstimate e in estimates)
        {
            table.AddRow(e.Steps is { } n ? $"{n}" : "continuous", $"{e.BitsPerVariable:0.0000}", $"{e.BitsStandardError:0.0000}",
                $"{e.NatsPerItem:0.000}", $"{e.StandardError:0.000}", $"{e.Loss:0.000}", $"{e.Reconstruction:0.000}");
        }
        return table;
    }

    private static Table QualityTable(List<QualityRow> rows)
    {
        Table table = Numbers([.. rows[0].Titles]);
        foreach (QualityRow row in rows) table.AddRow([.. row.Cells.Select(Markup.Escape)]);
        return table;
    }

    private static Table Numbers(params string[] titles)
    {
        var table = new Table().Border(TableBorder.Markdown);
        foreach (string title in titles) table.AddColumn(new TableColumn(title).RightAligned());
        return table;
    }
}
