using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Exploring;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Saves maps that were drawn into the folder <c>drawn</c> of the opened folder, and overwrites none.</summary>
internal sealed class MapSaving(OpenedFolder folder)
{
    public const string FolderName = "drawn";

    /// <summary>Writes a map, with the tile set where the format has one.</summary>
    /// <param name="open">The model whose tiles it has.</param>
    /// <param name="map">The map.</param>
    /// <param name="format">The format.</param>
    /// <returns>Its path, relative to the opened folder.</returns>
    /// <exception cref="RequestException">The tiles can't be written in this format.</exception>
    /// <exception cref="OutputException">It can't be written.</exception>
    public string Save(OpenModel open, TileMap map, MapFormat format)
    {
        var encoder = new MapEncoder(format, open.Model.Tiles, open.Look.Tiles, "tiles");
        string path = Free("map", encoder.Extension);
        foreach (OutputFile file in encoder.Companions) AssetOutput.Write(Path.Combine(folder.Inside(FolderName), file.Name), file.Bytes);
        AssetOutput.Write(path, encoder.Encode([new NamedMap(Path.GetFileNameWithoutExtension(path), map, [])], [], ""));
        return folder.Relative(path);
    }

    /// <summary>Writes what is kept of a map, as <c>bfn sample --keep</c> takes it.</summary>
    /// <inheritdoc cref="Save"/>
    public string SaveKept(Board board, IReadOnlyList<Tile> tiles)
    {
        string text = KeptCells.Format(board.Map, board.Kept, tiles), path = Free("kept", ".txt");
        AssetOutput.Write(path, text);
        return folder.Relative(path);
    }

    private string Free(string name, string extension)
    {
        string target = folder.Inside(FolderName);
        AssetOutput.MakeFolder(target);
        return Enumerable.Range(1, int.MaxValue).Select(i => Path.Combine(target, $"{name}-{i}{extension}"))
            .First(file => !Path.Exists(file));
    }
}
