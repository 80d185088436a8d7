using BfnProcGen.Dungeon.Generating;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.Dungeon.Saves;
using BfnProcGen.Dungeon.Scene;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon;

/// <summary>All that lives as long as the program: window, device, renderer and models; and what begins games with them.</summary>
internal sealed class GameHost : IDisposable
{
    private const int MonsterPlaces = 256;

    private readonly GameOptions _options;
    private readonly GameModels _models;
    private readonly GameGenerators _generators;
    private readonly string _monstersHash, _namesHash;

    /// <summary>Opens it all.</summary>
    /// <exception cref="BfnException">Something is missing; says what.</exception>
    public GameHost(GameOptions options)
    {
        _options = options;
        _models = new GameModels(options);
        (_monstersHash, _namesHash) = (_models.Monsters.ComputeHash(), _models.Names.ComputeHash());
        try
        {
            if (!options.IsHeadless) Window = new GameWindow("Dungeon", Renderer.Width * options.Scale, Renderer.Height * options.Scale);
            Device = new GameDevice(options.Validation, Window);
            Renderer = new Renderer(Device, Window, MonsterPlaces, (_models.Monsters.Width, _models.Monsters.Height));
            Canvas = new Canvas(Renderer.Sprites, Renderer.Store);
            ShowThatItLoads();
            _generators = new GameGenerators(Device, _models, options.Steps);
            Drawing = new FrameGenerator(_generators, Renderer.Store);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public GameWindow? Window { get; }

    public GameDevice Device { get; } = null!;

    public Renderer Renderer { get; } = null!;

    public Canvas Canvas { get; } = null!;

    public FrameGenerator Drawing { get; } = null!;

    /// <summary>Begins a dungeon.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="steps">Network evaluations of a room.</param>
    public Session Begin(ulong seed, int steps)
    {
        var endless = new EndlessWorld(_generators.Rooms, new WorldOptions { Seed = seed, Steps = steps, OverlapX = 1, OverlapY = 1 });
        DungeonWorld dungeon = WorldOf(endless);
        FirstRooms.Draw(_generators.Rooms, dungeon, new ChunkPosition(0, 0));
        var session = new Session(dungeon, _generators.Rooms, steps);
        session.Player.MoveTo(FirstRooms.Start(dungeon));
        dungeon.Seen.Add(session.RoomPosition);
        session.Say($"The dungeon of seed {seed}. Nobody has been here before.");
        return session;
    }

    /// <summary>Plays a game again from its beginning, through the same rooms, with models at rest.</summary>
    public Session BeginAgain(Session session)
    {
        session.Dungeon.OpenChests.Clear();
        var again = new Session(session.Dungeon, _generators.Rooms, session.Steps) { IsGenerating = false };
        again.Player.MoveTo(FirstRooms.Start(session.Dungeon));
        return again;
    }

    /// <summary>Goes on with a game that was saved.</summary>
    /// <exception cref="GameException">The save can't be used; says why.</exception>
    public Session Load()
    {
        SaveData data = SaveFile.Read(_options.Save);
        DungeonWorld dungeon;
        try
        {
            dungeon = WorldOf(EndlessWorld.Resume(_generators.Rooms, data.World));
        }
        catch (BfnException e) when (e is WorldException or RequestException)
        {
            throw new GameException(GameExit.Save, $"The save '{_options.Save}' is of another world: {e.Message} It is left as it is.", e);
        }
        SavedSession.Restore(data, dungeon, _options.Save);
        var session = new Session(dungeon, _generators.Rooms, data.Steps) { Chests = data.Chests };
        session.Player.MoveTo((data.Player.X, data.Player.Y));
        session.Player.Facing = data.Player.Facing;
        FirstRooms.Draw(_generators.Rooms, dungeon, session.RoomPosition);
        if (dungeon.KindAt(data.Player.X, data.Player.Y) is not { } kind || !TileKinds.IsPassable(kind))
        {
            throw new GameException(GameExit.Save, $"The save '{_options.Save}' can't be used: the player stands in a wall, at "
                + $"({data.Player.X}, {data.Player.Y}). It is left as it is.");
        }
        dungeon.Seen.Add(session.RoomPosition);
        session.Say(data.Monsters == _monstersHash && data.Names == _namesHash
            ? "Where were we?"
            : "The save was made with other models of monsters or names: the rooms are the same, who lives in them is not.");
        return session;
    }

    /// <summary>Saves a game.</summary>
    /// <exception cref="BfnException">It can't be saved; says why, and nothing is lost.</exception>
    public void Save(Session session) => SaveFile.Write(_options.Save, SavedSession.Of(session, _monstersHash, _namesHash));

    /// <summary>Saves a game that ends against the player's will, beside the player's own save, and says where.</summary>
    /// <exception cref="BfnException">It can't be saved; says why.</exception>
    public string Rescue(Session session)
    {
        string path = Path.ChangeExtension(_options.Save, ".rescued.json");
        SaveFile.Write(path, SavedSession.Of(session, _monstersHash, _namesHash));
        return path;
    }

    public void Dispose()
    {
        Drawing?.Dispose();
        _generators?.Dispose();
        Renderer?.Dispose();
        Device?.Dispose();
        Window?.Dispose();
    }

    private DungeonWorld WorldOf(EndlessWorld endless) => new(endless, _models.Kinds,
        new MonsterPlaces(endless.Identity.Seed, _models.Kinds, _models.Monsters.Classes, _models.Names.Classes));

    private void ShowThatItLoads()
    {
        Renderer.AwaitScreen();
        Renderer.Sprites.Clear();
        Canvas.TextAround("DUNGEON", Renderer.Width / 2, 96, Canvas.Colour(245, 207, 102), 4);
        Canvas.TextAround("the first rooms are being drawn …", Renderer.Width / 2, 150, Canvas.Colour(205, 212, 230));
        Renderer.Draw(0, 0);
        Renderer.Present();
    }
}
