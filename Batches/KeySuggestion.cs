namespace BfnProcGen.Batches;

/// <summary>Finds what someone most likely meant.</summary>
internal static class KeySuggestion
{
    /// <summary>"did you mean …?" with the nearest of the known words, or a list of them all where none is near.</summary>
    public static string For(string word, IReadOnlyCollection<string> known)
    {
        (string nearest, int distance) = known.Select(key => (key, Distance(word.ToLowerInvariant(), key))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, nearest.Length / 3)
            ? $"did you mean '{nearest}'?"
            : $"known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
    }

    // Letters put in, left out, exchanged or swapped (Damerau 1964, without edits of what was swapped).
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) table[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[a.Length, b.Length];
    }
}
