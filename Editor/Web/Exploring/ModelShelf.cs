using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>The models in the opened folder, and the one that is open: its weights are on the device until another one is chosen.</summary>
internal sealed class ModelShelf(OpenedFolder folder, RunQueue queue, AssetLibrary library) : IDisposable
{
    private const int MostModels = 200, DeepestFolder = 3;

    private readonly Lock _lock = new();
    private OpenModel? _open;

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
            if (_open is { } open && open.Path == full && open.Written == written) return open;
            var model = Model.Load(full);
            _open?.Dispose();
            _open = null;
            return _open = new OpenModel(full, written, model, LegendFor(model));
        }
    }

    public void Dispose()
    {
        lock (_lock) _open?.Dispose();
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
