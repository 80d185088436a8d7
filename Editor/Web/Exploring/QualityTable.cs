using System.Globalization;
using System.Text;
using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Evaluation;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>How a model's samples compare with assets, by number of evaluations and solver: the table of <c>bfn eval</c>.</summary>
/// <param name="Model">The model's file, relative to the opened folder.</param>
/// <param name="Written">When that was written: a table of an older one is none of this.</param>
/// <param name="Assets">The place of the assets.</param>
/// <param name="RealAssets">How many there are.</param>
/// <param name="Count">Samples a row.</param>
/// <param name="Device">What drew them.</param>
/// <param name="Titles">The titles of the columns: evaluations and solver first, speed last, what is measured between.</param>
/// <param name="Rows">The cells.</param>
internal sealed record QualityTable(
    string Model, DateTime Written, string Assets, int RealAssets, int Count, string Device, string[] Titles, string[][] Rows)
{
    private const int FirstFigure = 2;

    /// <summary>A table of the rows so far.</summary>
    public static QualityTable Of(string model, DateTime written, string assets, int realAssets, int count, EvaluationReport report) =>
        new(model, written, assets, realAssets, count, report.Device ?? "",
            [.. report.Quality.Select(row => row.Titles).FirstOrDefault() ?? []],
            [.. report.Quality.Select(row => row.Cells.ToArray())]);

    /// <summary>The titles of what is measured.</summary>
    public IEnumerable<string> Figures => Titles.Skip(FirstFigure);

    /// <summary>A figure of what the model draws with its own choice of solver, by number of evaluations.</summary>
    public IReadOnlyDictionary<int, string> Chosen(string figure)
    {
        int column = Array.IndexOf(Titles, figure);
        var values = new Dictionary<int, string>();
        foreach (string[] row in column < FirstFigure ? [] : Rows)
        {
            if (row[1].StartsWith("chosen", StringComparison.Ordinal))
                values[int.Parse(row[0], CultureInfo.InvariantCulture)] = row[column];
        }
        return values;
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="OutputException">It can't be written.</exception>
    public void Save(string path) => AssetOutput.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Terminal.Json)));

    /// <summary>Reads one; null where it is damaged or not there.</summary>
    public static QualityTable? Load(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            QualityTable? table = JsonSerializer.Deserialize<QualityTable>(File.ReadAllText(path), Terminal.Json);
            return table is { Titles.Length: > FirstFigure, Rows: { } rows }
                && Array.TrueForAll(rows, row => IsRow(row, table.Titles.Length)) ? table : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static bool IsRow(string[]? row, int columns) => row?.Length == columns && Array.TrueForAll(row, cell => cell is not null)
        && int.TryParse(row[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
