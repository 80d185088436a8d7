using BfnProcGen.Models;

namespace BfnProcGen.Texts;

/// <summary>
/// A request's lengths and pattern as the sampler takes them: known characters, end symbols that are known from the longest length on, and
/// a bias that keeps the end symbol away from where a text must not have ended.
/// </summary>
internal sealed class TextConstraint
{
    private const float Never = -1e9f;

    /// <exception cref="RequestException">The model can't make such a text; says why.</exception>
    public TextConstraint(TextFormat format, int length, TextRequest request)
    {
        TextPattern pattern = request.Pattern is null ? TextPattern.Anything : TextPattern.Parse(request.Pattern);
        int least = Math.Max(request.MinLength, pattern.Characters.Count), most = request.MaxLength ?? length;
        if (!pattern.GoesOn) most = Math.Min(most, pattern.Characters.Count);
        var alphabet = new Alphabet(format);
        Check(format, length, request, pattern, least, most);

        var known = new short[length];
        for (int i = 0; i < length; i++)
        {
            known[i] = -1;
            if (i < pattern.Characters.Count && pattern.Characters[i] is { } character)
            {
                known[i] = alphabet.ClassOf(character)
                    ?? throw new RequestException(
                        $"The pattern '{request.Pattern}' has the character '{character}', which the model doesn't know.");
            }
            if (i >= most && alphabet.End is { } end) known[i] = end;
        }
        if (known.Any(index => index >= 0)) Known = known;
        if (alphabet.End is not { } stop) return;
        Bias = new float[(stop + 1) * length];
        Bias.AsSpan(stop * length, least).Fill(Never);
    }

    /// <summary>The class of each known place and −1 elsewhere, or null.</summary>
    public short[]? Known { get; }

    /// <summary>[K, length], or null.</summary>
    public float[]? Bias { get; }

    private static void Check(TextFormat format, int length, TextRequest request, TextPattern pattern, int least, int most)
    {
        if (request.MinLength < 1) throw new RequestException($"The fewest characters must be 1 or more, not {request.MinLength}.");
        if (request.MaxLength < request.MinLength)
            throw new RequestException($"A text can't have at least {request.MinLength} and at most {request.MaxLength} characters.");
        if (least > length || most < 1)
        {
            throw new RequestException(
                $"The model makes texts of 1 to {length} characters; {(most < 1 ? "none" : least)} can't be asked for.");
        }
        if (least > most)
        {
            throw new RequestException($"The pattern '{request.Pattern}' has {pattern.Characters.Count} characters, "
                + $"which the lengths {request.MinLength} to {request.MaxLength ?? length} don't allow.");
        }
        if (!format.HasEnd && (most < length || request.MinLength > 1 && request.MinLength != length))
        {
            throw new RequestException(
                $"The model makes pieces of running text, always {length} characters: leave lengths away, and end a pattern with '*'.");
        }
    }
}
