using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Sampling;

/// <summary>Writes drawn images into a folder: a PNG each, named by its seed, and a contact sheet of the first ones.</summary>
internal sealed class ImageWriter : SampleWriter
{
    private readonly Model _model;
    private readonly string _folder;
    private readonly ulong _firstSeed;
    private readonly int _count, _scale, _shown;
    private readonly Func<ulong, IReadOnlyList<KeyValuePair<string, string>>> _record;
    private readonly List<Image> _onSheet = [];

    private ImageWriter(Model model, string folder, ulong firstSeed, int count, int scale, int shown,
        Func<ulong, IReadOnlyList<KeyValuePair<string, string>>> record) =>
        (_model, _folder, _firstSeed, _count, _scale, _shown, _record) = (model, folder, firstSeed, count, scale, shown, record);

    /// <inheritdoc/>
    public override IEnumerable<string> Results => Enumerable.Range(0, _count).Select(i => FileOf(_firstSeed + (ulong)i));

    /// <inheritdoc/>
    public override string Sheet =>
        Path.Combine(_folder, _count == 1 ? $"sheet-{_firstSeed}.png" : $"sheet-{_firstSeed}-{_firstSeed + (ulong)_count - 1}.png");

    /// <inheritdoc/>
    public override int OnSheet => _shown;

    /// <summary>Finds out, before anything is drawn, whether the results can be written; makes the folder.</summary>
    /// <exception cref="RequestException">The seeds or the size of the sheet are impossible; nothing is made.</exception>
    /// <exception cref="OutputException">The folder can't be written to, or holds results of the same seeds.</exception>
    public static ImageWriter Prepare(Model model, string folder, ulong firstSeed, int count, int? scale, bool force,
        Func<ulong, IReadOnlyList<KeyValuePair<string, string>>> record)
    {
        if (ulong.MaxValue - firstSeed < (ulong)count) throw new RequestException($"There are no {count} seeds from {firstSeed} on. Start lower.");
        int asked = Math.Min(count, MapOutput.MostOnSheet);
        int actual = scale ?? ContactSheet.FittingTileSize(model.Width, model.Height, asked);
        int shown = Math.Min(asked, ContactSheet.Capacity(model.Width, model.Height, actual));
        (long width, long height) = ContactSheet.SizeFor(shown, model.Width, model.Height, actual);
        if (Math.Max(width, height) > Picture.MaxEdge)
        {
            throw new RequestException($"The contact sheet would have {width:N0}×{height:N0} pixels, and at most "
                + $"{Picture.MaxEdge:N0} each way can be drawn. Take a smaller --scale.");
        }
        var writer = new ImageWriter(model, folder, firstSeed, count, actual, shown, record);
        OutputPath.RefuseTaken(writer.Sheet, force);
        if (!force && writer.Results.FirstOrDefault(Path.Exists) is { } taken)
            throw new OutputException($"'{taken}' exists already. Choose another folder or seed, or overwrite it with --force.");
        OutputPath.Prepare(writer.Sheet);
        return writer;
    }

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Drawn> samples)
    {
        foreach (Drawn sample in samples)
        {
            var image = Image.Of(_model.Format, _model.Flow, _model.Width, _model.Height, sample.Levels, sample.Values);
            PngWriter.Write(FileOf(sample.Seed), image, _record(sample.Seed));
            if (_onSheet.Count < _shown) _onSheet.Add(image);
            Written++;
        }
    }

    /// <inheritdoc/>
    public override void Finish() => ImageSheet.Draw(_onSheet, _scale).WritePng(Sheet);

    private string FileOf(ulong seed) => Path.Combine(_folder, $"image-{seed}.png");
}
