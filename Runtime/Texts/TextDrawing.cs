using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen.Texts;

/// <summary>
/// Draws the classes of a text for each item: <see cref="Generator.SampleBatch(IReadOnlyList{SampleItem}, int, Solver?, double, double)"/>, or
/// anything that samples.
/// </summary>
public delegate IReadOnlyList<byte[]> DrawTexts(IReadOnlyList<SampleItem> items);

/// <summary>Draws texts that meet a request, and draws anew those that don't.</summary>
/// <remarks>
/// The n-th text (n from 0) is first drawn with the seed seed + n, then with seeds made of that one and the number of the try. It is the
/// first draw that meets the request and, if only distinct ones are wanted, repeats none of the texts before it. That depends on the
/// request alone: not on how many are drawn together, nor on how many more are asked for.
/// </remarks>
/// <param name="format">The characters.</param>
/// <param name="length">The longest text in characters.</param>
/// <param name="classes">The labels by index.</param>
/// <param name="known">The texts the model was trained on, or null where it doesn't say.</param>
public sealed class TextDrawing(TextFormat format, int length, IReadOnlyList<string> classes, KnownTexts? known)
{
    /// <summary>Draws from a model.</summary>
    /// <exception cref="RequestException">The model makes something else.</exception>
    public static TextDrawing For(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Format is TextFormat format
            ? new TextDrawing(format, model.Width, model.Classes, KnownTexts.Of(model))
            : throw new RequestException($"The model makes {model.Kind}, not text.");
    }

    /// <summary>Draws the texts asked for.</summary>
    /// <exception cref="RequestException">The request makes no sense, or asks for what the model can't do; says why.</exception>
    public IReadOnlyList<TextResult> Draw(TextRequest request, DrawTexts draw)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(draw);
        int label = Check(request);
        var constraint = new TextConstraint(format, length, request);
        IEnumerable<ulong> seeds = request.Seeds ?? Enumerable.Range(0, request.Count).Select(i => unchecked(request.Seed + (ulong)i));
        Attempt[] attempts = [.. seeds.Select(seed => new Attempt(seed))];
        while (Wanting(attempts, request) is { Count: > 0 } wanting)
        {
            IReadOnlyList<byte[]> drawn = draw([.. wanting.Select(attempt =>
                new SampleItem(attempt.NextSeed, constraint.Known, label, Bias: constraint.Bias))]);
            for (int i = 0; i < wanting.Count; i++)
            {
                string text = format.Decode(drawn[i]);
                wanting[i].Add(text, ProblemsOf(text, request));
            }
        }
        return [.. attempts.Select(attempt => attempt.Result)];
    }

    private int Check(TextRequest request)
    {
        if (request.Count < 0) throw new RequestException($"The number of texts must be 0 or more, not {request.Count}.");
        if (request.MostTries < 1) throw new RequestException($"A text must be drawn at least once, not {request.MostTries} times.");
        if (request.Banned.Any(string.IsNullOrEmpty))
            throw new RequestException("The ban list has an empty entry, which every text contains: remove it.");
        if (request.OnlyNew && known is null)
        {
            throw new RequestException($"The model doesn't say what it was trained on ('{KnownTexts.MetadataKey}'), "
                + "so that new texts can't be told: leave 'only new' away.");
        }
        if (request.Class is null) return -1;
        int label = classes.ToList().IndexOf(request.Class);
        return label >= 0 ? label : throw new RequestException(classes.Count == 0
            ? $"The model has no labels, so that '{request.Class}' can't be asked for."
            : $"The model has no label '{request.Class}'; it has {string.Join(", ", classes)}.");
    }

    private TextProblems ProblemsOf(string text, TextRequest request) =>
        (request.Banned.Any(banned => text.Contains(banned, StringComparison.OrdinalIgnoreCase)) ? TextProblems.Banned : 0)
        | (request.OnlyNew && known!.Contains(text) ? TextProblems.Known : 0);

    // Settles all texts in their order from what is drawn so far; those that need another draw are wanting.
    private static List<Attempt> Wanting(Attempt[] attempts, TextRequest request)
    {
        var earlier = new HashSet<string>();
        var wanting = new List<Attempt>();
        foreach (Attempt attempt in attempts)
        {
            attempt.Settle(request.OnlyDistinct ? earlier : []);
            if (attempt.Result.Text is { } text) earlier.Add(text);
            else if (attempt.Result.Tries < request.MostTries) wanting.Add(attempt);
        }
        return wanting;
    }

    /// <summary>One text asked for: all its draws until now.</summary>
    private sealed class Attempt(ulong seed)
    {
        private readonly List<(string Text, TextProblems Problems)> _draws = [];

        public TextResult Result { get; private set; } = new(null, seed, 0, TextProblems.None);

        public ulong NextSeed => SeedOf(_draws.Count);

        public void Add(string text, TextProblems problems) => _draws.Add((text, problems));

        public void Settle(HashSet<string> earlier)
        {
            TextProblems met = TextProblems.None;
            for (int i = 0; i < _draws.Count; i++)
            {
                (string text, TextProblems problems) = _draws[i];
                if (earlier.Contains(text)) problems |= TextProblems.Repeated;
                if (problems == TextProblems.None)
                {
                    Result = new TextResult(text, SeedOf(i), i + 1, met);
                    return;
                }
                met |= problems;
            }
            Result = new TextResult(null, SeedOf(Math.Max(0, _draws.Count - 1)), _draws.Count, met);
        }

        private ulong SeedOf(int attempt) => Noise.SeedOf(seed, attempt);
    }
}
