using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using Spectre.Console;

namespace BfnProcGen.Editor.Assets;

/// <summary>A folder of images: PNG, in a sub-folder a class where there are classes, or IDX files.</summary>
internal sealed class ImageSource(ImageFolder folder, TrainingOptions options) : AssetSource
{
    private readonly ImageSurvey _survey = new(folder, options.Image, options.Corpus.Crop is { } crop ? (crop.Width, crop.Height) : null);

    public override IReadOnlyList<Finding> Findings => folder.Findings;

    public override IReadOnlyList<Finding> AllFindings =>
        [.. folder.Findings.Concat(_survey.Findings).Distinct().OrderByDescending(finding => finding.Severity)];

    public override string Headline => $"{folder.Images.Count:N0} images"
        + (_survey.Sizes.Count == 0 ? "" : $" ({Shown(_survey.Sizes.Select(size => $"{size.Images:N0} of {size.Width}×{size.Height}"))}, width × height)");

    public override IReadOnlyList<string> Intentions => _survey.Intentions;

    public override IReadOnlyList<IReadOnlyList<string>> Duplicates => _survey.Duplicates;

    /// <summary>The images that are of a model's size when they are fitted to it.</summary>
    public IEnumerable<ImageFile> ImagesFor(Model model) =>
        ImagePlan.For(folder, options.Image, model.Format, (model.Width, model.Height)).Images
            .Where(file => (file.Image.Width, file.Image.Height) == (model.Width, model.Height));

    public override IReadOnlyList<AssetItem> Items =>
        [.. folder.Images.Select(file => new AssetItem(file.Name, file.Label, $"{file.Image.Width}×{file.Image.Height}, {file.Mode}"))];

    public override ItemLook LookOf(AssetFormat format) => new(format);

    public override byte[] PictureOf(int index) => ItemLook.Png(folder.Images[index].Image);

    public override void Show(IAnsiConsole screen)
    {
        screen.WriteLine($"{folder.Path}: {Headline}");
        if (_survey.Modes.Count > 0) screen.WriteLine($"Modes: {Shown(_survey.Modes.Select(mode => $"{mode.Images:N0} {mode.Name}"))}");
        if (_survey.Labels.Count > 0) screen.Write(LabelTable());
        foreach (string intention in _survey.Intentions) screen.WriteLine(intention);
        Show(screen, AllFindings);
        screen.WriteLine(HasErrors || _survey.Findings.Any(finding => finding.Severity == Severity.Error)
            ? "This folder can't be trained on until the errors are put right."
            : $"Ready: {ShellCommand.Of("train", folder.Path, "-o", "model.safetensors")}");
    }

    public override object Report() => new
    {
        Kind = AssetKind.Image,
        folder.Path,
        Usable = !HasErrors,
        Images = folder.Images.Count,
        _survey.Sizes,
        _survey.Modes,
        _survey.Labels,
        _survey.Duplicates,
        _survey.Intentions,
        Findings = AllFindings,
    };

    protected override Corpus Create(TrainingOptions training, Model? model) =>
        ImageCorpus.Create(folder, training, model?.Format, model is null ? null : new CropSize(model.Width, model.Height));

    private static string Shown(IEnumerable<string> counts)
    {
        const int Most = 5;
        string[] all = [.. counts];
        return string.Join(", ", all.Take(Most)) + (all.Length > Most ? ", …" : "");
    }

    private Table LabelTable()
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("class").AddColumn(new TableColumn("images").RightAligned());
        foreach (NamedCount label in _survey.Labels) table.AddRow(new Text(label.Name), new Text($"{label.Images:N0}"));
        return table;
    }
}
