using BfnProcGen.Dungeon;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Samples.Dungeon;

/// <summary>
/// A folder with models for the game: the ready one of rooms, and small untrained ones of monsters and names, which draw quickly.
/// </summary>
internal sealed class GameModelFiles : IDisposable
{
    public GameModelFiles()
    {
        TinyModel.OfPalette(classes: 2).Save(Folder["monsters.safetensors"]);
        TinyModel.OfText().Save(Folder["names.safetensors"]);
    }

    public TemporaryFolder Folder { get; } = new();

    public string Save => Folder["save.json"];

    /// <summary>How a game with them is started: without a window, watched by the validation layer.</summary>
    public GameOptions Options => new()
    {
        Monsters = Folder["monsters.safetensors"], Names = Folder["names.safetensors"], Save = Save, IsHeadless = true, Validation = true,
    };

    /// <summary>The same as arguments, but for the save and the budget where others are given.</summary>
    public string[] Arguments(params string[] more) =>
    [
        "--monsters", Options.Monsters, "--names", Options.Names, "--headless", "--validation", "--json",
        .. more.Contains("--save") ? Array.Empty<string>() : ["--save", Save],
        .. more.Contains("--budget") ? Array.Empty<string>() : ["--budget", "50"],
        .. more,
    ];

    public void Dispose() => Folder.Dispose();
}

/// <summary>What one command line of the game did, in this process.</summary>
internal sealed record GameRun(int Code, string Output, string Error)
{
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Output).RootElement;

    public static GameRun Of(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = Program.Run(args, output, error);
        return new GameRun(code, output.ToString(), error.ToString());
    }
}
