using BfnProcGen.Checks;
using BfnProcGen.Maps;
using BfnProcGen.Models;

namespace BfnProcGen.Dungeon.Rooms;

/// <summary>What a tile is in the game, in the order of the pieces.</summary>
internal enum TileKind
{
    Wall, Floor, Door, Pillar, Water, Bridge, Chest, Brazier, Stairs, Rubble,
}

/// <summary>What the tiles of a model are in the game, by their names.</summary>
internal sealed class TileKinds
{
    private readonly TileKind[] _kinds;

    /// <exception cref="GameException">The model makes no maps, or maps of something else than rooms; says what is missing.</exception>
    public TileKinds(Model model, string file)
    {
        if (model.Kind != AssetKind.TileMap)
            throw new GameException(GameExit.Model, $"'{file}' is a model of {model.Kind.ToString().ToLowerInvariant()}s; the rooms are "
                + "drawn by a model of tile maps: name one with --rooms.");
        _kinds = [.. model.Tiles.Select(tile => Enum.TryParse(tile.Name, ignoreCase: true, out TileKind kind)
            ? kind
            : throw new GameException(GameExit.Model, $"The model '{file}' has the tile '{tile.Name ?? tile.Symbol}', which the game "
                + $"doesn't know; it knows {string.Join(", ", Enum.GetNames<TileKind>()).ToLowerInvariant()}. "
                + "Name another model with --rooms."))];
        foreach (TileKind needed in new[] { TileKind.Wall, TileKind.Floor, TileKind.Door })
        {
            if (!_kinds.Contains(needed))
                throw new GameException(GameExit.Model, $"The model '{file}' has no tile named '{needed.ToString().ToLowerInvariant()}', "
                    + "without which there is no dungeon: name another model with --rooms.");
        }
        Doors = Of(TileKind.Door);
        Passable = Of(TileKind.Floor, TileKind.Bridge, TileKind.Stairs, TileKind.Rubble);
    }

    /// <summary>The tiles that lead from room to room.</summary>
    public IReadOnlyList<TileChoice> Doors { get; }

    /// <summary>The tiles that are walked on, besides.</summary>
    public IReadOnlyList<TileChoice> Passable { get; }

    /// <summary>All doors of a room reach each other.</summary>
    public MapCheck DoorsConnect => MapCheck.Connected(Doors, Passable);

    /// <summary>What a tile is.</summary>
    public TileKind this[byte tile] => _kinds[tile];

    /// <summary>Whether the player can walk on it.</summary>
    public static bool IsPassable(TileKind kind) =>
        kind is TileKind.Floor or TileKind.Door or TileKind.Bridge or TileKind.Stairs or TileKind.Rubble;

    private TileChoice[] Of(params TileKind[] kinds) =>
        [.. Enumerable.Range(0, _kinds.Length).Where(i => kinds.Contains(_kinds[i])).Select(i => (TileChoice)i)];
}
