using System.Text;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Cells are tiles.</summary>
internal sealed class TileMedium(Model model, ItemLook look) : Medium(model)
{
    private readonly string[] _pictures =
        [.. Enumerable.Range(0, model.Tiles.Count).Select(tile => DataUri.OfPng(look.Tiles[tile].ToPng()))];

    public override string Noun => "map";

    public override IReadOnlyList<SaveForm> SaveForms =>
    [
        new("Save as text", "A row a line, a character a tile", "map", ".txt", (board, name) => Encode(MapFormat.Text, board, name)),
        new("Save for Tiled", "With the tile set beside it", "map", ".tmx", (board, name) => Encode(MapFormat.Tmx, board, name)),
        new("Save what is kept", "For bfn sample --keep", "kept", ".txt",
            (board, name) => [new OutputFile(name, Encoding.UTF8.GetBytes(KeptCells.Format(MapOf(board), board.Kept, Model.Tiles)))])
        {
            OnlyKept = true,
        },
    ];

    public override IReadOnlyList<int> Offered(Board board) => [.. Enumerable.Range(0, Model.Tiles.Count)];

    public override string NameOf(int value) => Model.Tiles[value].Name ?? Model.Tiles[value].Symbol;

    public override string LookOf(int value) => $"url({_pictures[value]})";

    public override byte[] Png(Board board) => look.Png(MapOf(board));

    public override int[] CellsOf(Drawn drawn) => Array.ConvertAll(drawn.Levels!, level => (int)level);

    public override IEnumerable<(string Name, Func<int[]> Cells)> Starts(AssetSource assets) => assets is TileMapSource maps
        ? maps.MapsFor(Model).Select(file => (file.Name, CellsOf(file.Map)))
        : [];

    public override IEnumerable<(string Name, Func<int[]> Cells)> Drawn(string folder, AssetBounds bounds)
    {
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => SaveForms.Any(form => path.EndsWith(form.Extension))))
        {
            if (MapIn(path, bounds) is { } map && (map.Width, map.Height) == (Model.Width, Model.Height))
                yield return (Path.GetFileName(path), CellsOf(map));
        }
    }

    protected override SampleRequest Ask(Board board, SampleRequest request) =>
        request with { Known = board.Known(), Bias = board.Bias(Model.Tiles.Count) };

    private static Func<int[]> CellsOf(TileMap map) => () => [.. map.Cells.ToArray().Select(tile => (int)tile)];

    // What is kept of a map, and maps of another model's tiles, are none.
    private TileMap? MapIn(string path, AssetBounds bounds)
    {
        try
        {
            return MapFile.Read(path, Model.Tiles, bounds).Map;
        }
        catch (AssetException)
        {
            return null;
        }
    }

    private static TileMap MapOf(Board board) => new(board.Width, board.Height, Array.ConvertAll(board.Cells, cell => (byte)cell));

    private OutputFile[] Encode(MapFormat format, Board board, string name)
    {
        var encoder = new MapEncoder(format, Model.Tiles, look.Tiles, "tiles");
        var map = new NamedMap(Path.GetFileNameWithoutExtension(name), MapOf(board), []);
        return [new OutputFile(name, encoder.Encode([map], [], "")), .. encoder.Companions];
    }
}
