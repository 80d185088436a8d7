using BfnProcGen.AssetFiles;
using BfnProcGen.AssetFiles.Texts;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Runs;
using BfnProcGen.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BfnProcGen.Editor.Web.Gallery;

/// <summary>The assets in the opened folder: where there are some, and those that are being looked at.</summary>
internal sealed class AssetLibrary(OpenedFolder folder)
{
    private const int MostPlaces = 200, MostOpen = 4;

    private readonly Lock _opening = new();
    private readonly Dictionary<string, TrainingDraft> _drafts = [];

    // Those looked at last come last. Some more than one: another page may show another place, and a page that has just left a place
    // still asks for its pictures.
    private volatile OpenAssets[] _open = [];
    private int _version;

    /// <summary>
    /// Where assets may be: the folder itself, those in it, and files of texts; relative to it. Those that can't be listed, and links that
    /// lead outside, are among them: who opens one is told.
    /// </summary>
    /// <exception cref="AssetException">The folder itself can't be listed.</exception>
    public IReadOnlyList<string> Places()
    {
        try
        {
            string[] folders = [.. Directory.EnumerateDirectories(folder.Root).Where(IsVisible).Order(StringComparer.Ordinal)];
            IEnumerable<string> inside =
                folders.SelectMany(path => Looked(path, () => LoneText(path)) is { } file ? new[] { file, path } : [path]);
            return [.. inside.Concat(Texts(folder.Root)).Take(MostPlaces).Select(folder.Relative).Prepend(".")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AssetException(
                "", $"The folder '{folder.Root}' can't be listed ({e.Message.TrimEnd('.')}).", "Check its permissions.", e);
        }
    }

    /// <summary>The place to begin with: the folder itself where it holds assets, else the first place in it.</summary>
    public string FirstPlace(IReadOnlyList<string> places) =>
        Looked(folder.Root, () => HoldsAssets(folder.Root)) || places.Count == 1 ? "."
        : places.Skip(1).FirstOrDefault(place => Path.Combine(folder.Root, place) is var path
            && Looked(path, () => File.Exists(path) || HoldsMaps(path))) ?? ".";

    /// <summary>The settings of a place.</summary>
    public TrainingDraft DraftOf(string place)
    {
        lock (_opening)
        {
            if (!_drafts.TryGetValue(place, out TrainingDraft? draft)) _drafts[place] = draft = new TrainingDraft();
            return draft;
        }
    }

    /// <summary>Reads the assets of a place, or takes those that were read for it where no setting has changed.</summary>
    /// <param name="place">One of <see cref="Places"/>.</param>
    /// <param name="again">Whether to read the files again in any case.</param>
    /// <exception cref="RefusedPathException">It lies outside the opened folder.</exception>
    /// <exception cref="AssetException">There is nothing that can be read.</exception>
    public OpenAssets Open(string place, bool again = false)
    {
        string path = folder.Inside(place);
        TrainingOptions options = DraftOf(place).Options;
        lock (_opening)
        {
            OpenAssets? open = again ? null : Array.FindLast(_open, open => open.Place == place);
            if (open is null || Reading(open.Options) != Reading(options))
                open = new OpenAssets(place, path, options, ++_version, folder.Bounds);
            _open = [.. _open.Where(other => other != open).TakeLast(MostOpen - 1), open];
            return open;
        }
    }

    /// <summary>The reading of a version, where it is among those looked at last.</summary>
    public OpenAssets? Find(int version) => Array.Find(_open, open => open.Version == version);

    /// <summary>Serves the pictures of the assets that are open.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/asset/{version:int}/{index:int}", Picture);

    private IResult Picture(int version, int index, HttpContext context)
    {
        if (Find(version) is not { } open || index < 0 || index >= open.Readable
            || open.Source.PictureOf(index) is not { } png)
        {
            return Results.NotFound();
        }
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        return Results.Bytes(png, "image/png");
    }

    // What decides how assets are read, of all options.
    private static string Reading(TrainingOptions options) => new TrainingOptions
    {
        Kind = options.Kind, Corpus = options.Corpus, Image = options.Image, Text = options.Text, Seed = options.Seed,
    }.ToJson();

    // What is in a folder as far as that can be told: nothing, where it leads outside or can't be listed.
    private T? Looked<T>(string path, Func<T> look)
    {
        try
        {
            return folder.Bounds.Hold(path) ? look() : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static bool IsVisible(string path) => !Path.GetFileName(path).StartsWith('.');

    private bool HoldsAssets(string path) => HoldsMaps(path) || Directory.EnumerateFiles(path, "*.png").Any()
        || Directory.EnumerateFiles(path, "*-ubyte*").Any() || Texts(path).Any()
        || Directory.EnumerateDirectories(path).Where(IsVisible)
            .Where(one => Looked(one, () => Directory.EnumerateFileSystemEntries(one).Any())).ToArray() is { Length: > 0 } classes
            && Array.TrueForAll(classes, IsClassOfImages);

    private static bool IsClassOfImages(string path) =>
        !HoldsMaps(path) && LoneText(path) is null && Directory.EnumerateFiles(path, "*.png").Any();

    private static bool HoldsMaps(string path) => Directory.EnumerateFiles(path)
        .Any(file => Path.GetExtension(file).ToLowerInvariant() is ".txt" or ".csv" or ".tmx" or ".tmj" or ".ldtk");

    private static IEnumerable<string> Texts(string path) =>
        Directory.EnumerateFiles(path).Where(file => IsVisible(file) && Path.GetExtension(file).Length > 0 && TextItems.IsTextPath(file))
            .Order(StringComparer.Ordinal).Take(2) is var few && few.Count() == 1 ? few : [];

    // A folder with one file of texts is that file: 'names/names.csv'.
    private static string? LoneText(string path) => Texts(path).SingleOrDefault();
}
