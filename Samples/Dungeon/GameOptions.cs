namespace BfnProcGen.Dungeon;

/// <summary>How the game is started.</summary>
internal sealed record GameOptions
{
    private static readonly string ModelFolder = Path.Combine(AppContext.BaseDirectory, "Models");

    /// <summary>The model of rooms.</summary>
    public string Rooms { get; init; } = Path.Combine(ModelFolder, "rooms.safetensors");

    /// <summary>The model of monsters.</summary>
    public string Monsters { get; init; } = Path.Combine(ModelFolder, "monsters.safetensors");

    /// <summary>The model of names.</summary>
    public string Names { get; init; } = Path.Combine(ModelFolder, "names.safetensors");

    /// <summary>The dungeon's seed.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>Network evaluations of a room.</summary>
    public int Steps { get; init; } = 8;

    /// <summary>Device time that models may take of a frame.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Where games are saved.</summary>
    public string Save { get; init; } = UsualSave;

    /// <summary>Whether the game goes on where it was saved.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>Whether there is no window.</summary>
    public bool IsHeadless { get; init; }

    /// <summary>How many frames the game goes on for; null until the script or the player ends it.</summary>
    public int? Frames { get; init; }

    /// <summary>A script to play; null for none.</summary>
    public string? Script { get; init; }

    /// <summary>Where the last picture is written; null for nowhere.</summary>
    public string? Screenshot { get; init; }

    /// <summary>How often pixels are repeated each way, in pictures that are written and in a window at first.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>Whether the game is played a second time without models, to tell what they cost.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>Whether the validation layer watches; a message makes the game fail.</summary>
    public bool Validation { get; init; }

    /// <summary>Whether the report is a JSON document.</summary>
    public bool Json { get; init; }

    private static string UsualSave => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "BfnProcGen", "dungeon.json");
}
