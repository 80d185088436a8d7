using System.CommandLine;
using BfnProcGen.Flows;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options that choose a solver: the model's own choice unless one says otherwise.</summary>
internal sealed class SolverArguments
{
    private readonly Option<string> _solver = new("--solver")
    {
        Description = $"How noise becomes a sample: chosen (by the model), {SolverText.Syntax}.",
        DefaultValueFactory = _ => "chosen",
        HelpName = "SOLVER",
    };

    private readonly Option<double?> _noise = new("--noise")
    {
        Description = "Noise exponent: 0 none, 1 as in the SDE solver; more gives sounder, less varied samples.",
    };

    private readonly Option<double?> _power = new("--power")
    {
        Description = "Power of the time grid; above 1 evaluates early times more densely.",
    };

    private readonly Option<double?> _end = new("--end") { Description = "Last time of the power grid." };

    private readonly Option<double?> _temperature = new("--temperature")
    {
        Description = "Below 1 draws sounder, less varied samples, above 1 wilder ones; nothing to images that are not of a palette.",
    };

    private readonly Option<double?> _minP = new("--min-p")
    {
        Description = "Leave out what is less probable than this share of the likeliest: fewer mistakes, less loss of variety than a low "
            + "temperature; nothing to images that are not of a palette.",
    };

    public IEnumerable<Option> All => [_solver, _noise, _power, _end, _temperature, _minP];

    /// <exception cref="RequestException">A value is outside its range, or doesn't go with the solver.</exception>
    public Solver Read(ParseResult parsed, Func<Solver> chosen)
    {
        Solver solver = SolverText.Parse(parsed.GetRequiredValue(_solver)) ?? chosen();
        double? noise = parsed.GetValue(_noise), power = parsed.GetValue(_power), end = parsed.GetValue(_end);
        if (parsed.GetValue(_temperature) is { } temperature)
        {
            solver = solver with { Temperature = temperature };
            solver.Validate();
        }
        if (parsed.GetValue(_minP) is { } minP)
        {
            solver = solver with { MinP = minP };
            solver.Validate();
        }
        if (noise is null && power is null && end is null) return solver;
        if (solver.IsAncestral)
            throw new RequestException("The ancestral sampler takes neither --noise nor --power nor --end. Name another --solver.");
        if (noise is { } g) solver = solver with { NoiseExponent = g, FinalNoiseExponent = null };
        if (power is not null || end is not null)
            solver = solver with { Grid = TimeGrid.WithPower(power ?? solver.Grid.Power ?? 1, end ?? solver.Grid.End) };
        solver.Validate();
        return solver;
    }
}
