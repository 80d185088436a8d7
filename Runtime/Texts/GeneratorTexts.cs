using BfnProcGen.Flows;

namespace BfnProcGen.Texts;

/// <summary>Texts from a <see cref="Generator"/>.</summary>
public static class GeneratorTexts
{
    /// <summary>Draws the texts asked for.</summary>
    /// <param name="generator">A generator of a text model.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="steps">Network evaluations a draw, 1 or more.</param>
    /// <param name="solver">How to get there; null for what the model's own search found best.</param>
    /// <param name="guidance">Classifier-free guidance towards the request's label, 0 or more.</param>
    /// <exception cref="RequestException">The request makes no sense, or asks for what the model can't do; says why.</exception>
    /// <exception cref="GpuException">The device failed.</exception>
    public static IReadOnlyList<TextResult> SampleTexts(
        this Generator generator, TextRequest request, int steps, Solver? solver = null, double guidance = 0)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return TextDrawing.For(generator.Model).Draw(request,
            items => [.. generator.SampleBatch(items, steps, solver, guidance).Select(sample => sample.Levels.ToArray())]);
    }
}
