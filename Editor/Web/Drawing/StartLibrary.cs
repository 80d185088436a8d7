using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Exploring;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>What a drawing can begin with: assets of the opened folder, and what was drawn before.</summary>
internal sealed class StartLibrary(OpenedFolder folder, AssetLibrary library, RunQueue queue, DrawnFiles drawn)
{
    /// <summary>
    /// What goes with a model: by name, the cells. Assets are those of the place that it was trained on, else of the first one that has
    /// any.
    /// </summary>
    public SortedDictionary<string, Func<int[]>> For(OpenModel open, Medium medium)
    {
        var starts = new SortedDictionary<string, Func<int[]>>(StringComparer.Ordinal);
        IEnumerable<string> own = queue.Runs.Where(run => run.ModelPath == open.Path).Select(run => run.Ticket.Assets);
        foreach (string place in own.Concat(Places()).Distinct())
        {
            // There may be no assets, or such as don't go with the model.
            Try(() => medium.Starts(library.Open(place).Source), "");
            if (starts.Count > 0) break;
        }
        Try(() => drawn.Existing() is { } path ? medium.Drawn(path, folder.Bounds) : [], $"{DrawnFiles.FolderName}/");
        return starts;

        void Try(Func<IEnumerable<(string Name, Func<int[]> Cells)>> read, string within)
        {
            try
            {
                foreach ((string name, Func<int[]> cells) in read()) starts.TryAdd(within + name, cells);
            }
            catch (Exception e) when (e is BfnException or IOException or UnauthorizedAccessException)
            {
            }
        }
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
