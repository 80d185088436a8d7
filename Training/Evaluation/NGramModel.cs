namespace BfnProcGen.Training.Evaluation;

/// <summary>
/// The probability of each character after the few before it, counted and smoothed (Witten and Bell 1991, interpolated): the yardstick for
/// texts, and for what a network makes of them.
/// </summary>
public sealed class NGramModel
{
    /// <summary>The longest order: a context and its character fill one 64-bit key, nine bits each.</summary>
    public const int LargestOrder = 6;

    // What stands before the beginning of a text; characters are their class + 1.
    private const uint Before = 0;
    private readonly int _order, _symbols;
    private readonly bool _hasEnd;
    private readonly Dictionary<ulong, int> _counts = [];
    private readonly Dictionary<ulong, (int Total, int Kinds)> _contexts = [];

    /// <summary>Counts texts.</summary>
    /// <param name="texts">The classes of their characters.</param>
    /// <param name="symbols">How many classes there are, the end symbol among them.</param>
    /// <param name="hasEnd">
    /// Whether the last class is the end symbol: then texts begin with their first character and stop behind the first end symbol;
    /// otherwise
    /// they are pieces of a running text, with something unknown before them.
    /// </param>
    /// <param name="order">Characters in all: one and <paramref name="order"/> − 1 before it.</param>
    public NGramModel(IEnumerable<byte[]> texts, int symbols, bool hasEnd, int order = 5)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, LargestOrder);
        (_symbols, _hasEnd, _order) = (symbols, hasEnd, order);
        foreach (byte[] text in texts)
        {
            for (int i = 0; i < PredictedOf(text); i++)
            for (int length = 0; length < order && (hasEnd || length <= i); length++)
                Count(Context(text, i, length), SymbolAt(text, i));
        }
    }

    /// <summary>
    /// The bits of a text and how many characters these are for, one end symbol among them (a text as long as can be has it too).
    /// </summary>
    public (double Bits, int Characters) BitsOf(byte[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int count = PredictedOf(text);
        double bits = 0;
        for (int i = 0; i < count; i++) bits -= Math.Log2(Probability(text, i, SymbolAt(text, i)));
        return (bits, count);
    }

    /// <summary>Bits a character of many texts together.</summary>
    public double BitsPerCharacter(IEnumerable<byte[]> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        double bits = 0;
        long characters = 0;
        foreach (byte[] text in texts)
        {
            (double more, int count) = BitsOf(text);
            bits += more;
            characters += count;
        }
        return bits / characters;
    }

    // All of a piece of running text; the characters before the first end symbol, and that one, whether there is room for it or not.
    private int PredictedOf(byte[] text)
    {
        int end = _hasEnd ? Array.IndexOf(text, (byte)(_symbols - 1)) : -1;
        return (end < 0 ? text.Length : end) + (_hasEnd ? 1 : 0);
    }

    private int SymbolAt(byte[] text, int at) => at < text.Length ? text[at] : _symbols - 1;

    // From the shortest context to the longest: each moves the probability towards what was counted in it.
    private double Probability(byte[] text, int at, int symbol)
    {
        double probability = 1.0 / (_symbols + 1);
        for (int length = 0; length < _order && (_hasEnd || length <= at); length++)
        {
            ulong context = Context(text, at, length);
            if (!_contexts.TryGetValue(context, out (int Total, int Kinds) seen)) continue;
            probability = (_counts.GetValueOrDefault(With(context, symbol)) + seen.Kinds * probability) / (seen.Total + seen.Kinds);
        }
        return probability;
    }

    private void Count(ulong context, int symbol)
    {
        int count = _counts.GetValueOrDefault(With(context, symbol));
        (int total, int kinds) = _contexts.GetValueOrDefault(context);
        _counts[With(context, symbol)] = count + 1;
        _contexts[context] = (total + 1, count == 0 ? kinds + 1 : kinds);
    }

    // The characters before a place; the length leads, so that contexts of different lengths differ.
    private static ulong Context(byte[] text, int at, int length)
    {
        ulong key = (ulong)length + 1;
        for (int i = at - length; i < at; i++) key = key << 9 | (i < 0 ? Before : text[i] + 1u);
        return key;
    }

    private static ulong With(ulong context, int symbol) => context << 9 | (uint)(symbol + 1);
}
