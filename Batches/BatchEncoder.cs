using System.Globalization;
using System.Text;
using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Models;

namespace BfnProcGen.Batches;

/// <summary>Makes files of what was drawn for a job.</summary>
internal sealed class BatchEncoder
{
    private readonly PreparedJob _job;
    private readonly MapEncoder? _maps;
    private readonly TileSet? _look;

    /// <summary>Gets ready.</summary>
    /// <exception cref="AssetException">The tile set can't be used.</exception>
    /// <exception cref="RequestException">The tiles can't be written in the format.</exception>
    public BatchEncoder(PreparedJob job)
    {
        _job = job;
        if (job.Model.Kind != AssetKind.TileMap) return;
        _look = job.Job.TileSet is { } legend
            ? TileSet.FromImage(Legend.Read(legend), job.Model.Tiles)
            : TileSet.FromColours(job.Model.Tiles, TileSet.UsualSize);
        if (job.MapFormat is { } format) _maps = new MapEncoder(format, job.Model.Tiles, _look, job.ModelName);
    }

    /// <summary>
    /// What the files of the job need beside them: a tile set, or the legend of text grids and CSV in each of their folders.
    /// </summary>
    public IEnumerable<OutputFile> Companions(IEnumerable<BatchUnit> units)
    {
        if (_maps is null) return [];
        if (_maps.Format is not (MapFormat.Text or MapFormat.Csv))
            return _maps.Companions.Select(file => file with { Name = _job.Job.Output.Root + file.Name });
        byte[] legend = Legend.Format(_job.Model.Tiles, _maps.Format, _job.Provenance.Entries);
        return units.Select(unit => unit.Path[..(unit.Path.LastIndexOf('/') + 1)]).Distinct()
            .Select(folder => new OutputFile(folder + Legend.FileName, legend));
    }

    /// <summary>The files of a unit, the one that refers to others last.</summary>
    public IReadOnlyList<OutputFile> Encode(BatchUnit unit, IReadOnlyList<DrawnItem> drawn)
    {
        if (_job.Model.Kind == AssetKind.Text) return [new OutputFile(unit.Path, EncodeTexts(drawn))];
        if (_job.Format is BatchFormat.Atlas or BatchFormat.AtlasList)
        {
            NamedImage[] images =
                [.. drawn.Select(one => new NamedImage(NameOf(one.Item), one.Image!, Provenance.Own(one.Item.Seed, one.Item.Label)))];
            return AtlasWriter.Write(unit.Path, images, _job.Provenance.Entries, _job.Format == BatchFormat.AtlasList);
        }
        if (_maps is null)
        {
            IReadOnlyList<KeyValuePair<string, string>> record = _job.Provenance.Of(drawn[0].Item.Seed, drawn[0].Item.Label);
            return [new OutputFile(unit.Path, drawn[0].Image is { } image ? PngWriter.Encode(image, record)
                : ContactSheet.DrawMap(drawn[0].Map!, _look!).ToPng(record))];
        }
        int below = unit.Path[_job.Job.Output.Root.Length..].Count(c => c == '/');
        NamedMap[] maps = [.. drawn.Select(one => new NamedMap(NameOf(one.Item), one.Map!, Provenance.Own(one.Item.Seed, one.Item.Label)))];
        return [new OutputFile(unit.Path, _maps.Encode(maps, _job.Provenance.Entries, string.Concat(Enumerable.Repeat("../", below))))];
    }

    private static string NameOf(BatchItem item) =>
        (item.Label is null ? "" : item.Label + "/") + item.Seed.ToString(CultureInfo.InvariantCulture);

    private byte[] EncodeTexts(IReadOnlyList<DrawnItem> drawn)
    {
        DrawnText[] texts = [.. drawn.Where(one => one.Text!.Text is not null)
            .Select(one => new DrawnText(one.Text!.Text!, one.Text.Seed, one.Item.Label))];
        return Encoding.UTF8.GetBytes(_job.Format == BatchFormat.Txt
            ? TextOutput.Lines([.. texts.Select(text => text.Text)])
            : TextOutput.JsonLines(texts, _job.Provenance.Entries));
    }
}
