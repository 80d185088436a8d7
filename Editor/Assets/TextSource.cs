using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using Spectre.Console;

namespace BfnProcGen.Editor.Assets;

/// <summary>Texts: lines, tables, or running text.</summary>
internal sealed class TextSource(TextItems texts) : AssetSource
{
    private readonly TextSurvey _survey = new(texts);

    public override IReadOnlyList<Finding> Findings => texts.Findings;

    public override IReadOnlyList<Finding> AllFindings =>
        [.. texts.Findings.Concat(_survey.Findings).OrderByDescending(finding => finding.Severity)];

    public override string Headline => $"{_survey.Items:N0} {(texts.IsRunning ? "running texts" : "texts")}, "
        + $"{_survey.Characters.Count} different characters"
        + (_survey.Labels.Count == 0 ? "" : $", {_survey.Labels.Count} classes");

    public override IReadOnlyList<AssetItem> Items => [.. texts.Items.Select(item => new AssetItem(item.Place, item.Label, Shortened(item.Text)))];

    public override ItemLook LookOf(AssetFormat format) => new(format);

    public override byte[]? PictureOf(int index) => null;

    public override void Show(IAnsiConsole screen)
    {
        const int Shown = 40;
        screen.WriteLine($"{texts.Path}: {Headline}");
        if (_survey.Lengths.Count is > 1 and <= 64)
        {
            BarChart chart = new BarChart().Width(72).Label("characters a text");
            foreach (LengthCount count in _survey.Lengths) chart.AddItem($"{count.Length}", count.Items, Color.Grey);
            screen.Write(chart);
        }
        if (_survey.Labels.Count > 0)
        {
            Table labels = new Table().Border(TableBorder.Rounded).AddColumn("class").AddColumn(new TableColumn("texts").RightAligned());
            foreach (LabelCount count in _survey.Labels) labels.AddRow(new Text(count.Label), new Text($"{count.Items:N0}"));
            screen.Write(labels);
        }
        screen.WriteLine("Characters, the commonest first: "
            + string.Join(' ', _survey.Characters.Take(Shown).Select(count => count.Character switch { " " => "' '", "\n" => "\\n", var c => c }))
            + (_survey.Characters.Count > Shown ? " …" : ""));
        Show(screen, AllFindings);
        screen.WriteLine(HasErrors
            ? "These texts can't be trained on until the errors are put right."
            : $"Ready: {ShellCommand.Of(["train", texts.Path, .. Suggested, "-o", "model.safetensors"])}");
    }

    public override object Report() => new
    {
        Kind = AssetKind.Text,
        texts.Path,
        Usable = !HasErrors,
        Texts = _survey.Items,
        _survey.Lengths,
        _survey.Characters,
        _survey.Labels,
        _survey.Duplicates,
        Findings = AllFindings,
    };

    protected override Corpus Create(TrainingOptions options, Model? model) =>
        TextCorpus.Create(texts, options, model?.Format as TextFormat).Data;

    private string[] Suggested =>
        _survey.SuggestedWindow is { } window ? ["--window", $"{window}"]
        : _survey.SuggestedLength is { } length ? ["--length", $"{length}"]
        : [];

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
