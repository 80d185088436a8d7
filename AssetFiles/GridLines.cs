namespace BfnProcGen.AssetFiles;

/// <summary>The lines of a map file, which text grids and CSV share.</summary>
internal static class GridLines
{
    /// <summary>Lines without their ends (line feed, or carriage return and line feed); empty lines after the map are left out.</summary>
    public static string[] Split(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++) lines[i] = lines[i].TrimEnd('\r');
        return lines[..(Array.FindLastIndex(lines, line => line.Length > 0) + 1)];
    }
}
