using System.Globalization;
using BfnProcGen.Dungeon.Play;

namespace BfnProcGen.Dungeon.Scripts;

/// <summary>What is done in a game without anybody at the keys, a line each; <c>#</c> begins a comment.</summary>
internal static class Script
{
    private const int Most = 1_000_000;

    private const string Lines = "'walk up|down|left|right CELLS', 'wait FRAMES', 'wait ready', 'key KEY' and 'screenshot FILE'";

    /// <summary>Reads a script.</summary>
    /// <exception cref="GameException">A line makes no sense, or the file can't be read; names the line.</exception>
    public static IReadOnlyList<ScriptLine> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GameException(GameExit.Usage, $"The script '{path}' can't be read: {e.Message.TrimEnd('.')}.", e);
        }
        var script = new List<ScriptLine>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Split('#')[0].Trim();
            if (line.Length == 0) continue;
            script.Add(Parse(line) ?? throw new GameException(GameExit.Usage, $"{path}:{i + 1}: '{line}' is nothing that a script can do. "
                + $"There are {Lines}; keys are {string.Join(", ", Enum.GetNames<GameKey>())}."));
        }
        return script;
    }

    private static ScriptLine? Parse(string line)
    {
        string[] words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words switch
        {
            ["walk", var where, var count] when NameOf<Direction>(where) is { } direction && Number(count) is { } cells =>
                new ScriptLine.Walk(direction, cells),
            ["wait", "ready"] => new ScriptLine.WaitReady(),
            ["wait", var count] when Number(count) is { } frames => new ScriptLine.Wait(frames),
            ["key", var name] when NameOf<GameKey>(name) is { } key => new ScriptLine.Key(key),
            ["screenshot", _, ..] => new ScriptLine.Screenshot(line["screenshot".Length..].Trim()),
            _ => null,
        };
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= Most ? number : null;

    private static T? NameOf<T>(string text) where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => value.ToString()!.Equals(text, StringComparison.OrdinalIgnoreCase));
}
