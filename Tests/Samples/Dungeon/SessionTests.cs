using BfnProcGen.Dungeon;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.World;

namespace BfnProcGen.Tests.Samples.Dungeon;

/// <summary>What happens in the dungeon: walking, rooms drawn again, chests, monsters.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);

    private GameModelFiles _models = null!;
    private GameHost _host = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _models = new GameModelFiles();
        _host = new GameHost(_models.Options);
    }

    [OneTimeTearDown]
    public void Close()
    {
        string[] messages = [.. _host?.Device.ValidationMessages ?? []];
        _host?.Dispose();
        _models.Dispose();
        Assert.That(messages, Is.Empty);
    }

    [Test]
    public void NeighboursShareWallsAndDoors()
    {
        DungeonWorld dungeon = _host.Begin(11, 4).Dungeon;
        Room here = dungeon.RoomAt(new ChunkPosition(0, 0))!, east = dungeon.RoomAt(new ChunkPosition(1, 0))!,
            south = dungeon.RoomAt(new ChunkPosition(0, 1))!;
        Assert.Multiple(() =>
        {
            for (int y = 0; y < here.Map.Height; y++) Assert.That(here.Map[here.Map.Width - 1, y], Is.EqualTo(east.Map[0, y]), $"row {y}");
            for (int x = 0; x < here.Map.Width; x++)
                Assert.That(here.Map[x, here.Map.Height - 1], Is.EqualTo(south.Map[x, 0]), $"column {x}");
        });
    }

    [Test]
    public void ThePlayerBeginsWhereADoorCanBeReachedAndWallsStopThePlayer()
    {
        Session session = _host.Begin(12, 4);
        (int x, int y) = session.Player.Cell;
        Assert.That(TileKinds.IsPassable(session.Dungeon.KindAt(x, y)!.Value));
        for (int frame = 0; frame < 40 * Player.StepPixels; frame++)
        {
            session.Update(new Controls { Held = (Direction)(frame / 100 % 4) });
            (int X, int Y) cell = session.Player.Cell;
            Assert.That(TileKinds.IsPassable(session.Dungeon.KindAt(cell.X, cell.Y)!.Value), $"frame {frame} at {cell}");
        }
        Assert.That(session.Player.Steps, Is.Positive);
    }

    [Test]
    public void ARoomThatIsNotDrawnYetIsWaitedForAndSaidSo()
    {
        Session session = _host.Begin(13, 4);
        (int X, int Y) wall = WallOf(session.Dungeon, new ChunkPosition(1, 0));
        session.Player.MoveTo(wall);
        int time = session.Time;
        session.Update(new Controls { Held = Direction.Right });
        Assert.That((session.IsWaiting, session.Time, session.Player.Cell), Is.EqualTo((true, time, wall)));
        for (int frame = 0; frame < 100_000 && session.Dungeon.RoomAt(session.RoomPosition) is null; frame++)
            Frame(session);
        session.Update(new Controls { Held = Direction.Right });
        Assert.That((session.IsWaiting, session.Time), Is.EqualTo((false, time + 1)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ARoomThatIsDrawnAgainKeepsItsWallsAndWhatIsMarked(bool isWatched)
    {
        Session session = _host.Begin(14, 4);
        Room room = session.Room!;
        TileMap before = room.Map;
        Press(session, GameKey.M);
        for (int i = 0; i < 3; i++) Press(session, GameKey.Left, GameKey.Space);
        (int X, int Y)[] marked = [.. session.Marks!.Cells];
        Assert.That(marked, Has.Length.EqualTo(3));
        Press(session, isWatched ? GameKey.T : GameKey.R);
        var evaluations = new HashSet<int>();
        for (int frame = 0; frame < 100_000 && session.Redraw is { } redraw; frame++)
        {
            if (redraw.State is { } state) evaluations.Add(state.Evaluation);
            Frame(session);
        }
        TileMap after = room.Map;
        Assert.Multiple(() =>
        {
            Assert.That(session.Redraw, Is.Null);
            Assert.That(after.Cells.ToArray(), Is.Not.EqualTo(before.Cells.ToArray()));
            foreach ((int x, int y) in marked) Assert.That(after[x, y], Is.EqualTo(before[x, y]), $"({x}, {y})");
            for (int x = 0; x < before.Width; x++)
                Assert.That((after[x, 0], after[x, 11]), Is.EqualTo((before[x, 0], before[x, 11])), $"column {x}");
            for (int y = 0; y < before.Height; y++)
                Assert.That((after[0, y], after[15, y]), Is.EqualTo((before[0, y], before[15, y])), $"row {y}");
            Assert.That(evaluations, isWatched ? Is.SupersetOf(new[] { 1, 2, 3, 4 }) : Is.Empty, "each evaluation of four is shown");
        });
    }

    [Test]
    public void TheSameRoomsHaveTheSameMonstersOnFloors()
    {
        Room one = _host.Begin(15, 4).Room!, again = _host.Begin(15, 4).Room!;
        Assert.That(again.Monsters.Select(monster => (monster.Cell, monster.Species, monster.NameSeed)),
            Is.EqualTo(one.Monsters.Select(monster => (monster.Cell, monster.Species, monster.NameSeed))));
        Assert.That(one.Monsters, Is.Not.Empty);
    }

    [Test]
    public void SpritesAndNamesComeWhileFramesAreDrawn()
    {
        Session session = _host.Begin(16, 4);
        Monster monster = session.Room!.Monsters[0];
        for (int frame = 0; frame < 100_000 && (monster.Name is null || _host.Drawing.Bank.Find(monster.Species) is null); frame++)
            Frame(session);
        Assert.That(monster.Name, Is.Not.Empty);
        Assert.That(_host.Drawing.Bank.Find(monster.Species), Is.Not.Null);
    }

    [Test]
    public void EvaluationsAreChosenWithinLimits()
    {
        Session session = _host.Begin(17, 4);
        for (int i = 0; i < 20; i++) Press(session, GameKey.Plus);
        Assert.That(session.Steps, Is.EqualTo(32));
        for (int i = 0; i < 20; i++) Press(session, GameKey.Minus);
        Assert.That(session.Steps, Is.EqualTo(2));
    }

    // A slice, and an empty picture, which waits for it.
    private void Frame(Session session)
    {
        _host.Drawing.Advance(session, Budget);
        _host.Renderer.Sprites.Clear();
        _host.Renderer.Draw(0, 0);
    }

    private static void Press(Session session, params GameKey[] keys)
    {
        foreach (GameKey key in keys) session.Update(new Controls { Pressed = [key] });
    }

    // A cell of the wall to the right of a room: the player is put there, whether it is a door or not.
    private static (int X, int Y) WallOf(DungeonWorld dungeon, ChunkPosition at)
    {
        Room room = dungeon.RoomAt(at)!;
        return (room.Origin.X + room.Map.Width - 1, room.Origin.Y + room.Map.Height / 2);
    }
}
