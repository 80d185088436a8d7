using BfnProcGen.Dungeon.Rendering;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>The models on the game's own device, beside its renderer.</summary>
internal sealed class GameGenerators : IDisposable
{
    /// <summary>The most network evaluations that the game asks for.</summary>
    public const int MostSteps = 32;

    /// <summary>Network evaluations of a monster.</summary>
    public const int MonsterSteps = 12;

    private readonly GpuDevice _device;

    public GameGenerators(GameDevice device, GameModels models, int roomSteps)
    {
        _device = GpuDevice.Adopt(device.Lent);
        try
        {
            // Two: a room that the player draws again doesn't wait for the one ahead.
            Rooms = new Generator(_device, models.Rooms,
                new GeneratorOptions { Generations = 2, UsualSteps = roomSteps, MostSteps = MostSteps });
            Monsters = new Generator(_device, models.Monsters, new GeneratorOptions { UsualSteps = MonsterSteps, MostSteps = MostSteps });
            int letters = models.Names.Width + 1;
            Names = new Generator(_device, models.Names, new GeneratorOptions { UsualSteps = letters, MostSteps = letters });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Generator Rooms { get; } = null!;

    public Generator Monsters { get; } = null!;

    public Generator Names { get; } = null!;

    public void Dispose()
    {
        Names?.Dispose();
        Monsters?.Dispose();
        Rooms?.Dispose();
        _device.Dispose();
    }
}
