namespace BfnProcGen.AssetFiles;

/// <summary>How a map is written down.</summary>
public enum MapFormat
{
    /// <summary>One row a line, one character a tile (<c>.txt</c>).</summary>
    Text,

    /// <summary>One row a line, integers between commas (<c>.csv</c>).</summary>
    Csv,

    /// <summary>Tiled's XML (<c>.tmx</c>).</summary>
    Tmx,

    /// <summary>Tiled's JSON (<c>.tmj</c>).</summary>
    Tmj,

    /// <summary>Levels of an LDtk project (<c>.ldtk</c>).</summary>
    Ldtk,
}

/// <summary>What is to be known of the formats.</summary>
internal static class MapFormats
{
    /// <summary>The format of a file by its ending; null for none of a map.</summary>
    public static MapFormat? Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".txt" => MapFormat.Text,
        ".csv" => MapFormat.Csv,
        ".tmx" => MapFormat.Tmx,
        ".tmj" => MapFormat.Tmj,
        ".ldtk" => MapFormat.Ldtk,
        _ => null,
    };

    /// <summary>Whether the format calls tiles by words, and not by a character or a number.</summary>
    public static bool HasNames(this MapFormat format) => format is MapFormat.Tmx or MapFormat.Tmj or MapFormat.Ldtk;

    /// <summary>Files of this kind in a sentence.</summary>
    public static string Describe(this MapFormat format) => format switch
    {
        MapFormat.Text => "text grids (.txt)",
        MapFormat.Csv => "CSV maps",
        MapFormat.Ldtk => "LDtk projects",
        _ => "maps of Tiled",
    };
}
