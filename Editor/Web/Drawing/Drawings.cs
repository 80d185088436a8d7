using BfnProcGen.Editor.Web.Exploring;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>
/// What is being drawn with each model, and all it was before: it outlives the page that shows it, and two pages on one model draw on the
/// same.
/// </summary>
internal sealed class Drawings
{
    private const int Most = 32;

    private readonly Lock _lock = new();

    // Those drawn on last come last.
    private (string Key, object History)[] _kept = [];

    /// <summary>The drawing with a model.</summary>
    /// <param name="open">The model.</param>
    /// <param name="blank">Begins one.</param>
    public History<T> Of<T>(OpenModel open, Func<T> blank)
        where T : class
    {
        // A file that was written anew may hold a model of something else, which what was drawn doesn't fit.
        string key = $"{open.Path}\n{open.Model.Width}×{open.Model.Height} {open.Model.Format}\n{string.Join('\n', open.Model.Format.ClassNames)}";
        lock (_lock)
        {
            History<T> history = _kept.FirstOrDefault(kept => kept.Key == key).History as History<T> ?? new History<T>(blank());
            _kept = [.. _kept.Where(kept => kept.History != history).TakeLast(Most - 1), (key, history)];
            return history;
        }
    }
}
