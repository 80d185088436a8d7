using System.Text;
using BfnProcGen.AssetFiles.Ldtk;
using BfnProcGen.AssetFiles.Tiled;

namespace BfnProcGen.AssetFiles;

/// <summary>A map to be written.</summary>
/// <param name="Name">What it is called, where the format has a name for it.</param>
/// <param name="Map">The map.</param>
/// <param name="Record">What is recorded with it, where the format has room for that.</param>
public sealed record NamedMap(string Name, TileMap Map, IReadOnlyList<KeyValuePair<string, string>> Record);

/// <summary>Writes maps in any of the formats that are read.</summary>
public sealed class MapEncoder
{
    private readonly IReadOnlyList<Tile> _tiles;
    private readonly TiledWriter? _tiled;
    private readonly LdtkWriter? _ldtk;

    /// <summary>Gets ready to write maps.</summary>
    /// <param name="format">The format.</param>
    /// <param name="tiles">The tiles by index.</param>
    /// <param name="look">How they look.</param>
    /// <param name="name">The name of the tile set's files.</param>
    /// <exception cref="RequestException">The tiles can't be written in this format.</exception>
    public MapEncoder(MapFormat format, IReadOnlyList<Tile> tiles, TileSet look, string name)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        (Format, _tiles) = (format, tiles);
        if (format == MapFormat.Text && tiles.FirstOrDefault(tile => !TextGrid.IsSymbol(tile.Symbol)) is { } wide)
            throw new RequestException(
                $"The tile '{wide.Symbol}' is not a single character, so that maps can't be written as text. Use csv.");
        if (format is MapFormat.Tmx or MapFormat.Tmj) _tiled = new TiledWriter(name, tiles, look, format == MapFormat.Tmj);
        if (format == MapFormat.Ldtk) _ldtk = new LdtkWriter(name, tiles, look);
        Companions = _tiled?.TileSetFiles() ?? _ldtk?.TileSetFiles() ?? [];
    }

    /// <summary>The format.</summary>
    public MapFormat Format { get; }

    /// <summary>Files that the maps refer to: the tile set and its image. None for text and CSV.</summary>
    public IReadOnlyList<OutputFile> Companions { get; }

    /// <summary>The ending of a map's file.</summary>
    public string Extension => ExtensionOf(Format);

    /// <summary>The ending of a format's files.</summary>
    public static string ExtensionOf(MapFormat format) => format switch
    {
        MapFormat.Text => ".txt",
        MapFormat.Csv => ".csv",
        MapFormat.Tmx => ".tmx",
        MapFormat.Tmj => ".tmj",
        _ => ".ldtk",
    };

    /// <summary>The content of a file: of one map, or, in the format of LDtk, of several as levels.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="record">What is recorded of all of them, where the format has room for that.</param>
    /// <param name="toCompanions">The path from the file to the folder of the <see cref="Companions"/>: "", or with '/' at its end.</param>
    /// <exception cref="RequestException">Something can't be written in this format.</exception>
    public byte[] Encode(IReadOnlyList<NamedMap> maps, IReadOnlyList<KeyValuePair<string, string>> record, string toCompanions)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (_ldtk is not null) return _ldtk.Project(maps, record, toCompanions);
        if (maps.Count != 1) throw new RequestException($"A {Extension} file holds one map, not {maps.Count}.");
        if (_tiled is not null) return _tiled.Map(maps[0].Map, record.Concat(maps[0].Record), toCompanions);
        return Encoding.UTF8.GetBytes(Format == MapFormat.Csv ? CsvGrid.Format(maps[0].Map, _tiles) : TextGrid.Format(maps[0].Map, _tiles));
    }
}
