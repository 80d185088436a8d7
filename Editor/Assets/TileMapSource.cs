using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using Spectre.Console;

namespace BfnProcGen.Editor.Assets;

/// <summary>A folder of tile maps.</summary>
internal sealed class TileMapSource(TileMapFolder folder) : AssetSource
{
    private readonly FolderSurvey _survey = new(folder);
    private readonly Lazy<ItemLook> _look = new(() => new ItemLook(new TileFormat(folder.Tiles), folder.Legend));

    public override IReadOnlyList<Finding> Findings => folder.Findings;

    /// <summary>The legend, or null where there is none.</summary>
    public Legend? Legend => folder.Legend;

    public override IReadOnlyList<Finding> AllFindings =>
        [.. folder.Findings.Concat(_survey.Findings).OrderByDescending(finding => finding.Severity)];

    public override string Headline
    {
        get
        {
            if (folder.Maps.Count == 0) return "no maps";
            string kind = folder.Format switch
            {
                MapFormat.Text => "text grids",
                MapFormat.Csv => "CSV maps",
                MapFormat.Ldtk => "levels of LDtk",
                _ => "maps of Tiled",
            };
            string sizes = string.Join(", ", _survey.Sizes.Take(5).Select(size => $"{size.Maps} of {size.Width}×{size.Height}"))
                + (_survey.Sizes.Count > 5 ? ", …" : "");
            return $"{folder.Maps.Count} {kind}{(sizes.Length > 0 ? $" ({sizes}, width × height)" : "")}, {folder.Tiles.Count} tiles, "
                + $"{(folder.Legend is null ? "no legend" : folder.Legend.ImagePath is null ? "a legend" : "a legend with a tile set")}";
        }
    }

    /// <summary>The maps that are of a model's size, in its tiles.</summary>
    /// <exception cref="AssetException">They have other tiles.</exception>
    public IEnumerable<MapFile> MapsFor(Model model) =>
        folder.MapsIn(model.Tiles).Where(file => (file.Map.Width, file.Map.Height) == (model.Width, model.Height));

    public override IReadOnlyList<AssetItem> Items =>
        [.. folder.Maps.Select(file => new AssetItem(file.Name, null, $"{file.Map.Width}×{file.Map.Height} tiles"))];

    public override IReadOnlyList<IReadOnlyList<string>> Duplicates => _survey.Duplicates;

    public override ItemLook LookOf(AssetFormat format) => new(format, folder.Legend);

    public override byte[] PictureOf(int index) => _look.Value.Png(folder.Maps[index].Map);

    public override void Show(IAnsiConsole screen)
    {
        screen.WriteLine($"{folder.Path}: {Headline}");
        if (_survey.Tiles.Count is > 0 and <= TileMapFolder.MaxTiles) screen.Write(TileTable());
        Show(screen, AllFindings);
        screen.WriteLine(folder.HasErrors
            ? "This folder can't be trained on until the errors are put right."
            : $"Ready: {ShellCommand.Of(["train", folder.Path, .. Crop, "-o", "model.safetensors"])}");
    }

    public override object Report() => new
    {
        Kind = AssetKind.TileMap,
        folder.Path,
        folder.Format,
        Usable = !folder.HasErrors,
        Maps = folder.Maps.Count,
        _survey.Sizes,
        Tiles = _survey.Tiles.Select(count => new
        {
            count.Tile.Symbol,
            count.Tile.Name,
            count.Tile.Colour,
            count.Cells,
            count.Share,
            count.Maps,
        }),
        _survey.Duplicates,
        Findings = AllFindings,
    };

    protected override Corpus Create(TrainingOptions options, Model? model)
    {
        IReadOnlyList<MapFile> maps = model?.Format is TileFormat tiles ? folder.MapsIn(tiles.Tiles) : folder.Maps;
        return DiscreteCorpus.Create([.. maps.Select(file => new SourceMap(file.Name, file.Map))],
            model?.Format ?? new TileFormat(folder.Tiles), options.Corpus, options.Seed);
    }

    private string[] Crop => _survey.SuggestedCrop is { } crop ? ["--crop", crop] : [];

    private Table TileTable()
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("tile", "name");
        foreach (string title in new[] { "cells", "share", "maps" }) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (TileCount count in _survey.Tiles.OrderByDescending(count => count.Cells))
        {
            string symbol = string.IsNullOrWhiteSpace(count.Tile.Symbol) ? $"'{count.Tile.Symbol}'" : count.Tile.Symbol;
            table.AddRow(new Text(symbol), new Text(count.Tile.Name ?? ""), new Text($"{count.Cells:N0}"), new Text($"{count.Share:P2}"),
                new Text($"{count.Maps:N0}"));
        }
        return table;
    }
}
