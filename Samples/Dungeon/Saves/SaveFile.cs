using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Dungeon.Generating;

namespace BfnProcGen.Dungeon.Saves;

/// <summary>Reads and writes saves.</summary>
internal static class SaveFile
{
    private const int MostBytes = 64 << 20;

    /// <summary>Reads a save.</summary>
    /// <exception cref="GameException">There is none, or it is damaged, or of something else; the file stays as it is.</exception>
    public static SaveData Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large)
                throw Damaged(path, $"it has {large.Length >> 20} MiB");
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GameException(GameExit.Save, $"The save '{path}' can't be read: {e.Message.TrimEnd('.')}.", e);
        }
        try
        {
            SaveData data = JsonSerializer.Deserialize(text, SaveJson.Default.SaveData) ?? throw Damaged(path, "it is empty");
            if (data.Game != SaveData.ThisGame) throw Damaged(path, $"it is of '{data.Game}', not of '{SaveData.ThisGame}'");
            if (data.Version != SaveData.ThisVersion)
                throw Damaged(path, $"it has version {data.Version}, and this game reads version {SaveData.ThisVersion}");
            if (data.Visited.Concat(data.OpenChests).Any(pair => pair is not { Length: 2 }))
                throw Damaged(path, "a place has not two numbers");
            if (data.Edits.Any(room => room?.Rows is null || room.Rows.Contains(null!)))
                throw Damaged(path, "a room has no tiles");
            if (data.Steps is < 1 or > GameGenerators.MostSteps)
                throw Damaged(path, $"{data.Steps} evaluations of a room are not 1 to {GameGenerators.MostSteps}");
            return data;
        }
        catch (JsonException e)
        {
            throw Damaged(path, $"it is no whole save, by its line {(e.LineNumber ?? 0) + 1}", e);
        }
    }

    /// <summary>Writes a save, whole or not at all. What the file held before is kept beside it, with the ending <c>.before</c>.</summary>
    /// <exception cref="GameException">There is a file that is no whole save: it is not overwritten.</exception>
    /// <exception cref="OutputException">It can't be written; what was there is untouched.</exception>
    public static void Write(string path, SaveData data)
    {
        string? before = null;
        if (File.Exists(path))
        {
            try
            {
                Read(path);
            }
            catch (GameException e)
            {
                throw new GameException(GameExit.Save, $"Not saved, so that nothing is lost: {e.Message}", e);
            }
            before = File.ReadAllText(path);
        }
        AssetOutput.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (before is not null) AssetOutput.Write(path + ".before", before);
        AssetOutput.Write(path, JsonSerializer.Serialize(data, SaveJson.Default.SaveData));
    }

    private static GameException Damaged(string path, string how, Exception? inner = null) => new(GameExit.Save,
        $"The save '{path}' can't be used: {how}. It is left as it is: move it away, or name another with --save.", inner);
}
