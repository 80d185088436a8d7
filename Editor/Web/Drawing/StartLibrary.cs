using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Assets of the opened folder that a drawing can begin with.</summary>
internal sealed class StartLibrary(AssetLibrary library, RunQueue queue)
{
    /// <summary>
    /// Those that go with a model: by name, the cells. They are of the place that it was trained on, else of the first one that has any.
    /// </summary>
    public SortedDictionary<string, Func<int[]>> For(OpenModel open, Medium medium)
    {
        var starts = new SortedDictionary<string, Func<int[]>>(StringComparer.Ordinal);
        IEnumerable<string> own = queue.Runs.Where(run => run.ModelPath == open.Path).Select(run => run.Ticket.Assets);
        foreach (string place in own.Concat(Places()).Distinct())
        {
            try
            {
                foreach ((string name, Func<int[]> cells) in medium.Starts(library.Open(place).Source)) starts.TryAdd(name, cells);
            }
            catch (BfnException)
            {
                // No assets, or such as don't go with the model.
            }
            if (starts.Count > 0) break;
        }
        return starts;
    }

    private IReadOnlyList<string> Places()
    {
        try
        {
            return library.Places();
        }
        catch (BfnException)
        {
            // The view of the assets says why.
            return [];
        }
    }
}
