using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.Models;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>The three models, checked for what the game needs of them.</summary>
internal sealed class GameModels
{
    private const int LargestMonster = 32;

    /// <exception cref="ModelFormatException">A file is missing or damaged.</exception>
    /// <exception cref="GameException">A model draws something else.</exception>
    public GameModels(GameOptions options)
    {
        Rooms = Model.Load(options.Rooms);
        Kinds = new TileKinds(Rooms, options.Rooms);
        Monsters = Model.Load(options.Monsters);
        if (Monsters.Kind != AssetKind.Image || Monsters.Width > LargestMonster || Monsters.Height > LargestMonster)
        {
            throw new GameException(GameExit.Model, $"'{options.Monsters}' draws {What(Monsters)}; monsters are drawn by a model of "
                + $"images of at most {LargestMonster}×{LargestMonster} pixels: name one with --monsters.");
        }
        Names = Model.Load(options.Names);
        if (Names.Kind != AssetKind.Text)
            throw new GameException(GameExit.Model, $"'{options.Names}' draws {What(Names)}; names are drawn by a model of texts: "
                + "name one with --names.");
    }

    public Model Rooms { get; }

    public Model Monsters { get; }

    public Model Names { get; }

    public TileKinds Kinds { get; }

    private static string What(Model model) => model.Kind switch
    {
        AssetKind.TileMap => "tile maps", AssetKind.Image => $"images of {model.Width}×{model.Height} pixels", _ => "texts",
    };
}
