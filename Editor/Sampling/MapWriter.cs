using BfnProcGen.AssetFiles;

namespace BfnProcGen.Editor.Sampling;

/// <summary>
/// Writes maps as they come, each file whole or not at all, and keeps none but those that the contact sheet shows.
/// <see cref="MapOutput.Prepare"/> makes it.
/// </summary>
internal sealed class MapWriter(
    string folder, MapFormat format, IReadOnlyList<Tile> tiles, TileSet look, ulong firstSeed, int count, int shown, bool pictures)
{
    private readonly List<TileMap> _onSheet = [];

    /// <summary>The maps' files, in the order of their seeds.</summary>
    public IEnumerable<string> Maps => Seeds.Select(MapFile);

    /// <summary>Every file but the contact sheet.</summary>
    public IEnumerable<string> Files => pictures ? Maps.Concat(Seeds.Select(PictureFile)) : Maps;

    /// <summary>The contact sheet.</summary>
    public string Sheet { get; } =
        Path.Combine(folder, count == 1 ? $"sheet-{firstSeed}.png" : $"sheet-{firstSeed}-{firstSeed + (ulong)count - 1}.png");

    /// <summary>How many maps the contact sheet shows: the first ones.</summary>
    public int OnSheet => shown;

    /// <summary>Maps written so far.</summary>
    public int Written { get; private set; }

    private IEnumerable<ulong> Seeds => Enumerable.Range(0, count).Select(i => firstSeed + (ulong)i);

    /// <summary>Writes the next maps.</summary>
    /// <exception cref="OutputException">A file can't be written.</exception>
    public void Write(IReadOnlyList<TileMap> maps)
    {
        foreach (TileMap map in maps)
        {
            ulong seed = firstSeed + (ulong)Written;
            AssetOutput.Write(MapFile(seed), format == MapFormat.Csv ? CsvGrid.Format(map, tiles) : TextGrid.Format(map, tiles));
            if (pictures) ContactSheet.DrawMap(map, look).WritePng(PictureFile(seed));
            if (_onSheet.Count < shown) _onSheet.Add(map);
            Written++;
        }
    }

    /// <summary>Writes the contact sheet, after the last map.</summary>
    /// <exception cref="OutputException">The file can't be written.</exception>
    public void Finish() => ContactSheet.Draw(_onSheet, look).WritePng(Sheet);

    private string MapFile(ulong seed) => Path.Combine(folder, $"map-{seed}.{(format == MapFormat.Csv ? "csv" : "txt")}");

    private string PictureFile(ulong seed) => Path.Combine(folder, $"map-{seed}.png");
}
