using BfnProcGen.Dungeon.Rooms;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>A monster's name; drawn again while it is too short.</summary>
internal sealed class NameWork(Generator generator, Monster monster) : Work
{
    private const int LeastLetters = 3, MostTries = 8;

    private Generation? _run;
    private int _tries;

    public override bool Advance(TimeSpan budget)
    {
        // The letters take turns: each is decided when those before it are known.
        _run ??= generator.Begin(new SampleRequest
        {
            Seed = Dice.Roll(monster.NameSeed, _tries), Class = monster.People, Steps = generator.Model.Width + 1,
        });
        bool isDrawn = _run.Advance(budget);
        LastSlice = _run.LastSlice;
        if (!isDrawn) return false;
        string name = _run.Sample.Text;
        _run.Dispose();
        _run = null;
        if (name.Length < LeastLetters && ++_tries < MostTries) return false;
        monster.Name = name.Length > 0 ? name : "?";
        return true;
    }

    public override void Dispose() => _run?.Dispose();
}
