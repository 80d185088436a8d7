using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Maps;

namespace BfnProcGen.Batches;

/// <summary>
/// Reads manifests: JSON (comments and trailing commas are allowed) that is a job itself or lists several under <c>jobs</c>. Every key must
/// be known, since a mistyped one would otherwise quietly do nothing.
/// </summary>
internal static class ManifestReader
{
    private const string Remedy = "The section \"Batches\" of the README says what a manifest may hold.";
    private const int MostItems = 10_000_000, MostJobs = 1000, MostPerFile = 65_536;

    private static readonly string[] TopKeys = ["jobs", "shards"];

    private static readonly string[] JobKeys =
    [
        "model", "count", "first_seed", "seeds", "classes", "size", "overlap", "steps", "solver", "guidance", "temperature", "min_p",
        "known", "ban", "wrap", "format", "tileset", "per_file", "min_length", "max_length", "text_pattern", "new", "output",
    ];

    /// <summary>Reads a manifest; paths in it are relative to its own folder.</summary>
    /// <exception cref="RequestException">It can't be read, or says something that makes no sense; says where and what to do.</exception>
    public static BatchManifest Read(string path)
    {
        try
        {
            string place = Path.GetFileName(path), folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            JsonPart root = JsonPart.Parse(AssetText.Read(path, path, AssetBounds.None), place, Remedy);
            int? shards = root.Find("shards") is { } count ? (int)count.Whole(1, 1_000_000) : null;
            if (root.Find("jobs") is not { } jobs)
            {
                Refuse(root, [.. TopKeys, .. JobKeys]);
                return new BatchManifest([ReadJob(root, folder)], shards);
            }
            Refuse(root, TopKeys);
            BatchJob[] read = [.. jobs.Items().Take(MostJobs + 1).Select(job =>
            {
                Refuse(job, JobKeys);
                return ReadJob(job, folder);
            })];
            return read.Length is >= 1 and <= MostJobs
                ? new BatchManifest(read, shards)
                : throw jobs.Error($"There must be 1 to {MostJobs} jobs.");
        }
        catch (AssetException e)
        {
            throw new RequestException(e.Message);
        }
    }

    private static void Refuse(JsonPart part, string[] known)
    {
        if (!part.IsObject) throw part.Error("This is not an object, {…}.");
        foreach ((string name, JsonPart value) in part.Members())
        {
            if (!known.Contains(name)) throw value.Error($"There is no key \"{name}\"; {KeySuggestion.For(name, known)}", "");
        }
    }

    private static BatchJob ReadJob(JsonPart job, string folder)
    {
        (ulong first, int count) = ReadSeeds(job);
        JsonPart output = job.Get("output");
        return new BatchJob
        {
            Model = Path.Combine(folder, job.Get("model").Text()),
            Output = OutputPattern.Parse(output.Text(), problem => output.Error(problem)),
            FirstSeed = first,
            Count = count,
            Classes = ReadClasses(job),
            Size = ReadPair(job, "size", 1),
            Overlap = ReadPair(job, "overlap", 0),
            Steps = job.Find("steps") is { } steps ? (int)steps.Whole(1, 10_000) : null,
            Solver = job.Text("solver") ?? "chosen",
            Guidance = ReadNumber(job, "guidance", 0, 100) ?? 0,
            Temperature = ReadNumber(job, "temperature", 0.05, 20),
            MinP = ReadNumber(job, "min_p", 0, 1),
            Known = [.. job.Items("known").Select(ReadKnown)],
            Ban = [.. job.Items("ban").Select(word => word.Text() is { Length: > 0 } text ? text : throw word.Error("The word is empty."))],
            Wrap = ReadWord(job, "wrap", ("x", Wrap.X), ("y", Wrap.Y), ("xy", Wrap.Both)) ?? Wrap.None,
            Format = ReadWord(job, "format", ("png", BatchFormat.Png), ("atlas", BatchFormat.Atlas), ("atlas-list", BatchFormat.AtlasList),
                ("txt", BatchFormat.Txt), ("csv", BatchFormat.Csv), ("tmx", BatchFormat.Tmx), ("tmj", BatchFormat.Tmj),
                ("ldtk", BatchFormat.Ldtk), ("jsonl", BatchFormat.Jsonl)),
            TileSet = job.Text("tileset") is { } legend ? Path.Combine(folder, legend) : null,
            PerFile = job.Find("per_file") is { } perFile ? (int)perFile.Whole(1, MostPerFile) : null,
            MinLength = job.Whole("min_length", 1, 4096, 1),
            MaxLength = job.Find("max_length") is { } longest ? (int)longest.Whole(1, 4096) : null,
            TextPattern = job.Text("text_pattern"),
            OnlyNew = job.Find("new")?.Truth() ?? false,
        };
    }

    private static (ulong First, int Count) ReadSeeds(JsonPart job)
    {
        if (job.Find("seeds") is not { } seeds)
        {
            int count = job.Whole("count", 1, MostItems);
            JsonPart? part = job.Find("first_seed");
            ulong start = part?.Unsigned() ?? 1;
            return start <= ulong.MaxValue - (ulong)count
                ? (start, count)
                : throw part!.Value.Error($"There are no {count} seeds from {start} on.");
        }
        if (job.Find("count") is not null || job.Find("first_seed") is not null)
            throw seeds.Error("\"seeds\" says how many there are: leave out \"count\" and \"first_seed\".", "");
        if (!seeds.IsList || seeds.Items().Select(seed => seed.Unsigned()).ToArray() is not [var first, var last])
            throw seeds.Error("\"seeds\" must be the first and the last one, such as [1, 10000].");
        if (last < first || last - first >= MostItems || last == ulong.MaxValue)
            throw seeds.Error($"From {first} to {last} there are not 1 to {MostItems:N0} seeds.");
        return (first, (int)(last - first + 1));
    }

    private static string[]? ReadClasses(JsonPart job)
    {
        if (job.Find("classes") is not { } classes) return null;
        if (classes.Kind == JsonValueKind.String && classes.Text() == "each") return [];
        if (!classes.IsList || classes.Items().Select(name => name.Text()).ToArray() is not { Length: > 0 } names)
            throw classes.Error("\"classes\" must be \"each\" or a list of names.");
        return names;
    }

    private static (int, int)? ReadPair(JsonPart job, string name, int least)
    {
        if (job.Find(name) is not { } pair) return null;
        if (!pair.IsList || pair.Items().Count() != 2) throw pair.Error($"\"{name}\" must be columns and rows, such as [32, 24].");
        long[] numbers = pair.Wholes(2, least, 4096);
        return ((int)numbers[0], (int)numbers[1]);
    }

    private static double? ReadNumber(JsonPart job, string name, double least, double most)
    {
        if (job.Find(name) is not { } part) return null;
        double value = part.Number();
        return value >= least && value <= most ? value : throw part.Error($"\"{name}\" must be from {least} to {most}.");
    }

    private static (CellArea, string) ReadKnown(JsonPart known)
    {
        Refuse(known, ["x", "y", "width", "height", "tile"]);
        int width = known.Whole("width", 1, 4096, 1), height = known.Whole("height", 1, 4096, 1);
        return (new CellArea(known.Whole("x", 0, 4096), known.Whole("y", 0, 4096), width, height),
            known.Get("tile").Text() is { Length: > 0 } tile ? tile : throw known.Error("\"tile\" is empty."));
    }

    private static T? ReadWord<T>(JsonPart job, string name, params (string Word, T Value)[] words) where T : struct
    {
        if (job.Find(name) is not { } part) return null;
        string word = part.Text();
        int found = Array.FindIndex(words, pair => pair.Word == word);
        return found >= 0
            ? words[found].Value
            : throw part.Error($"There is no {name} '{word}'; {KeySuggestion.For(word, [.. words.Select(pair => pair.Word)])}", "");
    }
}
