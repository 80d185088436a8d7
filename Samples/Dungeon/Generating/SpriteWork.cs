using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.Flows;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>The sprite of a species: drawn into the renderer's pixels on the device, never read back.</summary>
internal sealed class SpriteWork : Work
{
    // Sounder and less varied than what the model learnt.
    private const double Temperature = 0.8;

    private readonly SpriteBank _bank;
    private readonly Species _species;
    private readonly Generation _run;

    public SpriteWork(Generator generator, SpriteBank bank, PixelStore store, Species species, int steps)
    {
        (_bank, _species) = (bank, species);
        Solver solver = generator.Model.SolverFor(steps) with { Temperature = Temperature };
        var request = new SampleRequest { Seed = species.Seed, Class = species.Class, Steps = steps, Solver = solver };
        _run = generator.Begin(request, store.TargetOf(bank.Reserve(species)));
    }

    public override bool Advance(TimeSpan budget)
    {
        bool isDone = _run.Advance(budget);
        LastSlice = _run.LastSlice;
        if (isDone) _bank.Add(_species);
        return isDone;
    }

    public override void Dispose() => _run.Dispose();
}
