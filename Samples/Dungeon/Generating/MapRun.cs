using BfnProcGen.Maps;

namespace BfnProcGen.Dungeon.Generating;

/// <summary>A map that must meet checks: as many runs as it takes, each a slice a frame.</summary>
/// <param name="generator">What draws it.</param>
/// <param name="request">The map.</param>
/// <param name="keepsStates">Whether <see cref="State"/> is kept; slices then end with evaluations.</param>
internal sealed class MapRun(Generator generator, MapRequest request, bool keepsStates = false) : Work
{
    private readonly MapDrawing _drawing = new(generator.Model, request);
    private Generation? _run;

    /// <summary>What the network thinks of the map so far.</summary>
    public GenerationState? State { get; private set; }

    /// <summary>The map, when it is done.</summary>
    public MapResult Result => _drawing.Result;

    public override bool Advance(TimeSpan budget)
    {
        if (_drawing.Next is not { } next) return true;
        _run ??= generator.Begin(next, keepsStates: keepsStates);
        bool isDrawn = _run.Advance(budget);
        (LastSlice, State) = (_run.LastSlice, _run.State ?? State);
        if (!isDrawn) return false;
        _drawing.Take(_run.Sample);
        _run.Dispose();
        _run = null;
        return _drawing.Next is null;
    }

    public override void Dispose() => _run?.Dispose();
}
