using System.Text.Json.Serialization;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Saves;

/// <summary>What a save holds. Rooms that nobody changed follow from the world.</summary>
/// <param name="Game">What says that this is a save of this game.</param>
/// <param name="Version">The version of this form.</param>
/// <param name="World">Everything that rooms follow from.</param>
/// <param name="Monsters">The hash of the model that drew the monsters.</param>
/// <param name="Names">The hash of the model that drew the names.</param>
/// <param name="Steps">Network evaluations of rooms that the player draws again.</param>
/// <param name="Chests">Chests opened.</param>
/// <param name="Player">Where the player is.</param>
/// <param name="Visited">Rooms that the player has seen.</param>
/// <param name="Edits">Rooms that the player has drawn again.</param>
/// <param name="OpenChests">Cells of chests that are open.</param>
internal sealed record SaveData(
    string Game, int Version, WorldIdentity World, string Monsters, string Names, int Steps, int Chests, SavedPlayer Player,
    IReadOnlyList<int[]> Visited, IReadOnlyList<SavedRoom> Edits, IReadOnlyList<int[]> OpenChests)
{
    public const string ThisGame = "bfn dungeon";

    public const int ThisVersion = 1;
}

/// <summary>Where the player is.</summary>
internal sealed record SavedPlayer(int X, int Y, Direction Facing);

/// <summary>A room: its rows of tiles' symbols.</summary>
internal sealed record SavedRoom(int X, int Y, IReadOnlyList<string> Rows);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SaveData))]
internal sealed partial class SaveJson : JsonSerializerContext;
