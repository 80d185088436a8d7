using System.Globalization;

namespace BfnProcGen.AssetFiles.Texts;

/// <summary>Finds the columns of a table, or the fields of an object, that hold text and label.</summary>
internal static class TextColumns
{
    private static readonly string[] TextNames = ["text", "name"];
    private static readonly string[] LabelNames = ["label"];

    /// <summary>True for the number of a column, from 1.</summary>
    public static bool IsNumber(string? column) =>
        column is not null && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;

    /// <summary>The index of the text's column.</summary>
    /// <exception cref="AssetException">There is none of that name; names the columns there are.</exception>
    public static int Text(string place, IReadOnlyList<string> names, string? asked) => Find(names, asked, TextNames)
        ?? (asked is null && names.Count == 1 ? 0 : throw Missing(place, names, asked, "text"));

    /// <summary>The index of the label's column, or null where none was asked for and there is none called so.</summary>
    /// <exception cref="AssetException">There is none of that name; names the columns there are.</exception>
    public static int? Label(string place, IReadOnlyList<string> names, string? asked) =>
        Find(names, asked, LabelNames) ?? (asked is null ? null : throw Missing(place, names, asked, "label"));

    private static int? Find(IReadOnlyList<string> names, string? asked, string[] usual)
    {
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i].Trim();
            if ((asked is null ? usual : [asked]).Contains(name, StringComparer.OrdinalIgnoreCase)) return i;
        }
        return IsNumber(asked) && int.Parse(asked!, CultureInfo.InvariantCulture) is var number && number <= names.Count
            ? number - 1
            : null;
    }

    private static AssetException Missing(string place, IReadOnlyList<string> names, string? asked, string what) => new(place,
        asked is null
            ? $"None of the columns is called {string.Join(" or ", TextNames)}: there are {List(names)}."
            : $"There is no column '{asked}'; there are {List(names)}.",
        $"Say which column holds the {what}, by its name or by its number from 1.");

    private static string List(IReadOnlyList<string> names)
    {
        const int Shown = 12;
        string list = string.Join(", ", names.Take(Shown).Select(name => $"'{(name.Length <= 24 ? name : name[..24] + "…")}'"));
        return names.Count > Shown ? $"{list} and {names.Count - Shown} more" : list;
    }
}
