using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>The models in the opened folder, and those that are open: the ones that drew last have their weights on the device.</summary>
internal sealed class ModelShelf(OpenedFolder folder, RunQueue queue, AssetLibrary library) : IDisposable
{
    /// <summary>So many models may have their weights on the device: a page each, and the one that was just left.</summary>
    public const int MostAwake = 3;

    private const int MostModels = 200, DeepestFolder = 3;

    private readonly Lock _lock = new();

    // Those that drew last come last. One that falls out rests: a page that still shows it wakes it with its next drawing.
    private OpenModel[] _open = [];
    private Task _resting = Task.CompletedTask;
    private bool _ended;

    /// <summary>Files that may be models, relative to the folder: those of runs, the newest first, then those that lie about.</summary>
    public IReadOnlyList<string> Models()
    {
        IEnumerable<string> runs = queue.Runs.SelectMany(run => new[] { run.ModelPath, run.BestModelPath })
            .Where(File.Exists).Select(folder.Relative);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, IgnoreInaccessible = true,
            // Links may lead outside, and what they lead to inside is found where it lies.
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
        };
        IEnumerable<string> others = Directory.EnumerateFiles(folder.Root, "*.safetensors", options).Select(folder.Relative)
            .Where(path => !path.Split('/').Contains(AssetFolder.WorkName)).Order(StringComparer.Ordinal);
        return [.. runs.Concat(others).Take(MostModels)];
    }

    /// <summary>What a model is called in a list.</summary>
    public static string Title(string path) => path.StartsWith(AssetFolder.WorkName + "/", StringComparison.Ordinal)
        ? $"run {NameOf(path)}{(IsBest(path) ? ", best checkpoint" : "")}"
        : path;

    /// <summary>A file name for a copy of it.</summary>
    public static string FileFor(string path) => path.StartsWith(AssetFolder.WorkName + "/", StringComparison.Ordinal)
        ? $"{NameOf(path)}{(IsBest(path) ? "-best" : "")}.safetensors"
        : path;

    /// <summary>Opens a model; takes a moment.</summary>
    /// <param name="path">One of <see cref="Models"/>.</param>
    /// <exception cref="RefusedPathException">It lies outside the opened folder.</exception>
    /// <exception cref="ModelFormatException">The file is no model.</exception>
    public OpenModel Open(string path)
    {
        string full = folder.Inside(path);
        lock (_lock)
        {
            DateTime written = File.GetLastWriteTimeUtc(full);
            if (Array.FindLast(_open, open => open.Path == full && open.Written == written) is { } known) return known;
            var model = Model.Load(full);
            var opened = new OpenModel(full, written, model, LegendFor(model), ToDraw);
            ToDraw(opened);
            return opened;
        }
    }

    public void Dispose()
    {
        OpenModel[] open;
        lock (_lock) (_ended, open, _open) = (true, _open, []);
        foreach (OpenModel model in open) model.Rest();
        _resting.Wait();
    }

    // A model is about to draw: what has not drawn for longest makes room for it.
    private void ToDraw(OpenModel model)
    {
        lock (_lock)
        {
            // Pages that ask while the editor ends get nothing, and need nothing.
            if (_ended) throw new OperationCanceledException("The editor ends.");
            OpenModel[] used = [.. _open.Where(other => other != model), model];
            _open = used[^Math.Min(used.Length, MostAwake)..];
            // Not waited for: each of them may be drawing.
            foreach (OpenModel other in used.Except(_open)) _resting = Task.WhenAll(_resting, Task.Run(other.Rest));
        }
    }

    private static string? NameOf(string path) => Path.GetFileName(Path.GetDirectoryName(path));

    private static bool IsBest(string path) => Path.GetFileName(path) == EditorRun.BestModelName;

    // A model knows its tiles' colours; their pictures are with the maps.
    private Legend? LegendFor(Model model)
    {
        if (model.Kind != AssetKind.TileMap) return null;
        foreach (string place in library.Places())
        {
            try
            {
                string path = folder.Inside(Path.Combine(place, Legend.FileName));
                if (File.Exists(path) && Legend.Read(path, folder.Bounds) is { ImagePath: not null } legend
                    && model.Tiles.All(tile => legend.Tiles.Any(other => other.Symbol == tile.Symbol)))
                {
                    return legend;
                }
            }
            catch (Exception e) when (e is AssetException or RefusedPathException)
            {
                // What is wrong with it is among the findings of its folder, or said where that is opened.
            }
        }
        return null;
    }
}
