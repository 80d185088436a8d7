namespace BfnProcGen.AssetFiles;

/// <summary>A map and the file it was read from.</summary>
/// <param name="Name">The file's name, relative to its folder.</param>
/// <param name="Map">The map; its tile indices point into <see cref="TileMapFolder.Tiles"/>.</param>
public sealed record MapFile(string Name, TileMap Map);

/// <summary>How a map is written down.</summary>
public enum MapFormat
{
    /// <summary>One row a line, one character a tile (<c>.txt</c>).</summary>
    Text,

    /// <summary>One row a line, integers between commas (<c>.csv</c>).</summary>
    Csv,
}
