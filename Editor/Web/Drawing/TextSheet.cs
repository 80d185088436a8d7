using System.Text;
using BfnProcGen.Texts;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>A text that is being drawn, and what is asked of others like it. Never changed: every change makes another one.</summary>
internal sealed record TextSheet
{
    /// <summary>Its letters; those that nothing is known of are empty.</summary>
    public IReadOnlyList<string> Letters { get; private init; } = [];

    /// <summary>Which of them stay as they are.</summary>
    public IReadOnlyList<bool> Kept { get; private init; } = [];

    /// <summary>Whether texts may be longer or shorter than it.</summary>
    public bool GoesOn { get; private init; } = true;

    /// <summary>The fewest letters.</summary>
    public int Least { get; init; } = 1;

    /// <summary>The most letters; null for as many as the model can make.</summary>
    public int? Most { get; init; }

    /// <summary>What no text may contain, a comma between two.</summary>
    public string Banned { get; init; } = "";

    /// <summary>Whether only texts come that the model was not trained on.</summary>
    public bool OnlyNew { get; init; }

    /// <summary>Whether none comes twice.</summary>
    public bool OnlyDistinct { get; init; } = true;

    /// <summary>Texts that are good as they are, and to be saved.</summary>
    public IReadOnlyList<string> Collected { get; private init; } = [];

    /// <summary>What is known, as <see cref="TextRequest.Pattern"/> has it; null for nothing.</summary>
    public string? Pattern
    {
        get
        {
            int known = GoesOn ? Kept.ToList().LastIndexOf(true) + 1 : Letters.Count;
            if (known == 0) return null;
            var pattern = new StringBuilder();
            for (int i = 0; i < known; i++)
            {
                if (!Kept[i]) pattern.Append('?');
                else if (Letters[i] is "?" or "*" or "\\") pattern.Append('\\').Append(Letters[i]);
                else pattern.Append(Letters[i]);
            }
            return pattern.Append(GoesOn ? "*" : "").ToString();
        }
    }

    /// <summary>A text is good as it is.</summary>
    public TextSheet Collect(string text) => Collected.Contains(text) ? this : this with { Collected = [.. Collected, text] };

    /// <summary>It is not, after all.</summary>
    public TextSheet Drop(string text) => Collected.Contains(text) ? this with { Collected = [.. Collected.Where(other => other != text)] } : this;

    /// <summary>A letter stays, or is open again.</summary>
    public TextSheet Toggle(int letter) =>
        Letters[letter].Length == 0 ? this : this with { Kept = [.. Kept.Select((kept, i) => i == letter ? !kept : kept)] };

    /// <summary>All letters are open.</summary>
    public TextSheet Open() => With(Letters, [.. Kept.Select(_ => false)], goesOn: true);

    /// <summary>Another text in its place; letters that stay, stay in their places.</summary>
    public TextSheet Take(string text)
    {
        List<string> letters = Alphabet.Split(text);
        bool[] kept = [.. letters.Select((letter, i) => i < Kept.Count && Kept[i] && Letters[i] == letter)];
        return With(letters, kept, GoesOn);
    }

    /// <summary>What is known, written as a pattern.</summary>
    /// <param name="pattern">The pattern; nothing for nothing known.</param>
    /// <exception cref="RequestException">It is none.</exception>
    public TextSheet Know(string pattern)
    {
        if (pattern.Length == 0) return Open();
        var known = TextPattern.Parse(pattern);
        return With(
            [.. known.Characters.Select((letter, i) => letter ?? (i < Letters.Count ? Letters[i] : ""))],
            [.. known.Characters.Select(letter => letter is not null)],
            known.GoesOn);
    }

    /// <summary>All of it as a request.</summary>
    public TextRequest Request(VariantRequest variants) => new()
    {
        Seed = variants.Seed,
        Count = variants.Count,
        Class = variants.Class,
        Pattern = Pattern,
        MinLength = Least,
        MaxLength = Most,
        Banned = Banned.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        OnlyNew = OnlyNew,
        OnlyDistinct = OnlyDistinct,
    };

    // Lists are the same only to themselves: what changes nothing gives the same sheet.
    private TextSheet With(IReadOnlyList<string> letters, IReadOnlyList<bool> kept, bool goesOn) =>
        goesOn == GoesOn && letters.SequenceEqual(Letters) && kept.SequenceEqual(Kept)
            ? this
            : this with { Letters = letters, Kept = kept, GoesOn = goesOn };
}
