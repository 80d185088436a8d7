using System.Globalization;
using System.Text.Json;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>How a run went, as its folder tells after the program has ended. Lines that were cut off or damaged are left out.</summary>
internal static class RunHistory
{
    /// <summary>The file of what was drawn on the way.</summary>
    public static string LooksOf(string folder) => Path.Combine(folder, "looks.jsonl");

    /// <summary>What tells whether there is more of it than before.</summary>
    public static long StampOf(string folder) => Files(folder).Sum(file => file.Exists ? file.Length + file.LastWriteTimeUtc.Ticks : 0);

    /// <summary>The training loss, by step.</summary>
    public static IEnumerable<CurvePoint> Losses(string folder) =>
        // Older versions have those of the log alone.
        Points(TrainingRun.LossesOf(folder), 1).Concat(Points(TrainingRun.LogOf(folder), 2))
            .GroupBy(point => point.Step, (_, points) => points.First()).OrderBy(point => point.Step);

    /// <summary>The validation loss, by step.</summary>
    public static IEnumerable<CurvePoint> Validations(string folder) => Points(TrainingRun.LogOf(folder), 3);

    /// <summary>What was drawn, the earliest first.</summary>
    public static IEnumerable<RunLook> Looks(string folder)
    {
        var looks = new List<RunLook>();
        foreach (string line in Lines(LooksOf(folder)))
        {
            if (Look(line) is not { } look) continue;
            looks.RemoveAll(other => other.Step >= look.Step);
            looks.Add(look);
        }
        return looks;
    }

    /// <summary>Adds what was drawn.</summary>
    public static void Add(string folder, RunLook look)
    {
        // Only to be looked at: a full disk stops the next checkpoint, and says so.
        try
        {
            File.AppendAllText(LooksOf(folder), JsonSerializer.Serialize(look) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static FileInfo[] Files(string folder) => [.. new[] { TrainingRun.LogOf(folder), TrainingRun.LossesOf(folder), LooksOf(folder) }
        .Select(path => new FileInfo(path))];

    private static IEnumerable<CurvePoint> Points(string path, int column)
    {
        foreach (string line in Lines(path))
        {
            string[] parts = line.Split(',');
            if (parts.Length > column && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
                && double.TryParse(parts[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                yield return new CurvePoint(step, value);
            }
        }
    }

    private static RunLook? Look(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunLook>(line) is { Items: { } items, Nearest: { } nearest, Distances: { } distances } look
                && (nearest.Length, distances.Length) == (items.Length, items.Length)
                && Array.TrueForAll(items, item => item is not null) && Array.TrueForAll(nearest, item => item is not null) ? look : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string> Lines(string path)
    {
        var lines = new List<string>();
        try
        {
            if (!File.Exists(path)) return lines;
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (reader.ReadLine() is { } line) lines.Add(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
        return lines;
    }
}
