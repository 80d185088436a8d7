using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Rooms;

/// <summary>What monsters look like: a sprite of a class from a seed. Several monsters of a region share one.</summary>
internal readonly record struct Species(ulong Seed, string? Class);

/// <summary>A monster in a room.</summary>
internal sealed class Monster
{
    /// <summary>The cell of the world it stands in.</summary>
    public required (int X, int Y) Cell { get; init; }

    public required Species Species { get; init; }

    /// <summary>What its name follows from.</summary>
    public required ulong NameSeed { get; init; }

    /// <summary>The people whose names it has; null for any.</summary>
    public required string? People { get; init; }

    /// <summary>Its name; null until it is drawn.</summary>
    public string? Name { get; set; }
}

/// <summary>Which monsters stand where: it follows from the world's seed and a room's tiles.</summary>
/// <param name="seed">The world's seed.</param>
/// <param name="kinds">What tiles are.</param>
/// <param name="classes">Classes of sprites.</param>
/// <param name="peoples">Classes of names.</param>
internal sealed class MonsterPlaces(ulong seed, TileKinds kinds, IReadOnlyList<string> classes, IReadOnlyList<string> peoples)
{
    // Rooms in a square of so many each way share their species; a new sprite takes far longer to draw than a name.
    private const int Region = 3, SpeciesOfRegion = 4, LeastDistance = 4;

    private const int CountRoll = 1, CellRoll = 2, SpeciesRoll = 3, LookRoll = 4, ClassRoll = 5, NameRoll = 6;

    /// <summary>The monsters of a room: one to three, away from walls at the top, where their names stand, and from each other.</summary>
    public IReadOnlyList<Monster> Of(ChunkPosition room, TileMap map, (int X, int Y) origin)
    {
        var free = new List<(int X, int Y)>();
        for (int y = 3; y < map.Height - 2; y++)
        for (int x = 2; x < map.Width - 2; x++)
            if (kinds[map[x, y]] == TileKind.Floor) free.Add((x, y));
        int count = 1 + Dice.Below(5, seed, CountRoll, room.X, room.Y) / 2;
        var monsters = new List<Monster>();
        for (int i = 0; i < count && free.Count > 0; i++)
        {
            (int x, int y) = free[Dice.Below(free.Count, seed, CellRoll, room.X, room.Y, i)];
            free.RemoveAll(cell => Math.Abs(cell.X - x) + Math.Abs(cell.Y - y) < LeastDistance);
            Species species = SpeciesOf(room, Dice.Below(SpeciesOfRegion, seed, SpeciesRoll, room.X, room.Y, i));
            monsters.Add(new Monster
            {
                Cell = (origin.X + x, origin.Y + y), Species = species, NameSeed = Dice.Roll(seed, NameRoll, room.X, room.Y, i),
                People = peoples.Count == 0
                    ? null
                    : peoples[species.Class is null ? 0 : classes.ToList().IndexOf(species.Class) % peoples.Count],
            });
        }
        return monsters;
    }

    private Species SpeciesOf(ChunkPosition room, int which)
    {
        (int x, int y) = ((int)Math.Floor(room.X / (double)Region), (int)Math.Floor(room.Y / (double)Region));
        // One class after the other, from any on, so that a region has several.
        int class0 = classes.Count == 0 ? 0 : Dice.Below(classes.Count, seed, ClassRoll, x, y);
        return new Species(Dice.Roll(seed, LookRoll, x, y, which), classes.Count == 0 ? null : classes[(class0 + which) % classes.Count]);
    }
}
