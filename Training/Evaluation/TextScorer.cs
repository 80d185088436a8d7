using BfnProcGen.Models;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>Compares generated texts with real ones by a 5-gram model of those trained on.</summary>
public sealed class TextScorer : ISampleScorer
{
    // Of texts that are all trained on, every tenth is kept from the n-gram model to have something real to compare with.
    private const int Tenth = 10;
    private readonly TileWindows _real;
    private readonly TextFormat _format;
    private readonly NGramModel _model;
    private readonly Dictionary<int, double> _lengths;

    /// <summary>Prepares for comparisons with a corpus of text.</summary>
    public TextScorer(DiscreteCorpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        _format = corpus.Format as TextFormat
            ?? throw new ArgumentException($"The corpus is of {corpus.Format.Kind}, not text.", nameof(corpus));
        _real = corpus.Training;
        byte[][] learnt = Cells(corpus.Training), kept = Cells(corpus.Validation);
        if (kept.Length == 0 && learnt.Length >= Tenth)
        {
            kept = [.. learnt.Where((_, i) => i % Tenth == 0)];
            learnt = [.. learnt.Where((_, i) => i % Tenth != 0)];
        }
        _model = new NGramModel(learnt, _format.ClassNames.Count, _format.HasEnd);
        RealBits = _model.BitsPerCharacter(kept.Length > 0 ? kept : learnt);
        _lengths = Shares(corpus.Training.Maps.Concat(corpus.Validation.Maps).Select(map => LengthOf(map.Cells)));
    }

    /// <summary>Bits a character of the real texts kept back: the reference for a network's bits a character as well.</summary>
    public double RealBits { get; }

    /// <summary>Scores texts, given as classes.</summary>
    public TextScore Score(IReadOnlyList<byte[]> generated)
    {
        ArgumentNullException.ThrowIfNull(generated);
        if (generated.Count == 0) throw new ArgumentException("There is nothing to score.", nameof(generated));
        byte[][] texts = [.. generated.Select(Ended)];
        return new TextScore(
            _model.BitsPerCharacter(texts),
            RealBits,
            (double)texts.Count(text => _real.Contains(text)) / texts.Length,
            1 - (double)texts.Select(Convert.ToBase64String).Distinct().Count() / texts.Length,
            _format.HasEnd ? JensenShannon(Shares(texts.Select(text => LengthOf(text))), _lengths) : 0);
    }

    SampleScore ISampleScorer.Score(IReadOnlyList<byte[]> generated) => Score(generated);

    private static byte[][] Cells(TileWindows windows) => [.. windows.Maps.Select(map => map.Cells.ToArray())];

    private int LengthOf(ReadOnlySpan<byte> text)
    {
        int end = _format.HasEnd ? text.IndexOf((byte)_format.Characters.Count) : -1;
        return end < 0 ? text.Length : end;
    }

    // What stands behind the first end symbol is no part of a text.
    private byte[] Ended(byte[] text)
    {
        byte[] ended = [.. text];
        if (_format.HasEnd) ended.AsSpan(LengthOf(text)).Fill((byte)_format.Characters.Count);
        return ended;
    }

    private static Dictionary<int, double> Shares(IEnumerable<int> lengths)
    {
        Dictionary<int, int> counts = lengths.CountBy(length => length).ToDictionary();
        double total = counts.Values.Sum();
        return counts.ToDictionary(entry => entry.Key, entry => entry.Value / total);
    }

    private static double JensenShannon(Dictionary<int, double> one, Dictionary<int, double> other)
    {
        double sum = 0;
        foreach (int key in one.Keys.Union(other.Keys))
        {
            double p = one.GetValueOrDefault(key), q = other.GetValueOrDefault(key), middle = (p + q) / 2;
            if (p > 0) sum += 0.5 * p * Math.Log2(p / middle);
            if (q > 0) sum += 0.5 * q * Math.Log2(q / middle);
        }
        return sum;
    }
}
