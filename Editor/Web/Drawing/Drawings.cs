using BfnProcGen.Editor.Web.Exploring;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>
/// What is being drawn with each model: it outlives the page that shows it, and two pages on one model draw on the same.
/// </summary>
internal sealed class Drawings
{
    private const int Most = 32;

    private readonly Lock _lock = new();

    // Those drawn on last come last.
    private (string Key, object Drawing)[] _kept = [];

    /// <summary>The drawing with a model.</summary>
    /// <param name="open">The model.</param>
    /// <param name="blank">Begins one.</param>
    public Drawing<T, TVariant> Of<T, TVariant>(OpenModel open, Func<T> blank)
        where T : class
    {
        // A file that was written anew may hold a model of something else, which what was drawn doesn't fit.
        string key = $"{open.Path}\n{open.Model.Width}×{open.Model.Height} {open.Model.Format}\n{string.Join('\n', open.Model.Format.ClassNames)}";
        lock (_lock)
        {
            Drawing<T, TVariant> drawing = _kept.FirstOrDefault(kept => kept.Key == key).Drawing as Drawing<T, TVariant>
                ?? new Drawing<T, TVariant>(blank(), open.Model.UsualEvaluations);
            _kept = [.. _kept.Where(kept => kept.Drawing != drawing).TakeLast(Most - 1), (key, drawing)];
            return drawing;
        }
    }
}
