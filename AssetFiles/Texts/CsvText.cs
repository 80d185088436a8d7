using CsvHelper;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>
/// Items in a table of separated values: commas, or whichever of semicolon and tab the first line has more of. The first row names the
/// columns, unless columns are asked for by number, or there is but one and it isn't called text or name.
/// </summary>
internal static class CsvText
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <exception cref="AssetException">A column that was asked for isn't there.</exception>
    public static void Read(string text, string place, TextReadOptions options, TextLines lines, string? label)
    {
        var format = new CsvReaderOptions
        {
            Separator = SeparatorOf(text),
            DetectSeparatorHint = false,
            HasHeader = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => lines.Leave((int)record.LineNumber, "has a quotation mark where none may be",
                "Put such fields into quotation marks, with those inside doubled."),
        };
        using CsvReader reader = CsvReader.FromText(text, format);
        (int Text, int? Label)? columns = null;
        while (reader.Read())
        {
            string[] row = reader.Current.ToArray();
            int line = (int)reader.LineNumber;
            if (columns is null)
            {
                columns = (TextColumns.Text(place, row, options.TextColumn), TextColumns.Label(place, row, options.LabelColumn));
                if (IsHeader(row, columns.Value.Text, options)) continue;
            }
            (int textAt, int? labelAt) = columns.Value;
            if (row.Length <= Math.Max(textAt, labelAt ?? 0))
                lines.Leave(line, "has fewer columns than the first one", "Complete it, or remove it.");
            else
                lines.Add(new RawItem(row[textAt], labelAt is { } at ? row[at] : null, line), label);
        }
    }

    private static bool IsHeader(string[] row, int text, TextReadOptions options)
    {
        string?[] asked = [options.TextColumn, options.LabelColumn];
        if (asked.Any(column => column is not null))
            return asked.OfType<string>().Any(column => !TextColumns.IsNumber(column) || row.Contains(column));
        return row.Length > 1 || row[text].Trim().ToLowerInvariant() is "text" or "name";
    }

    private static char SeparatorOf(string text)
    {
        int end = text.IndexOf('\n');
        string first = end < 0 ? text : text[..end];
        return Separators.MaxBy(separator => first.Count(c => c == separator));
    }
}
