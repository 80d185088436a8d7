using System.Globalization;
using System.Text.RegularExpressions;
using BfnProcGen.Flows;

namespace BfnProcGen.Batches;

/// <summary>
/// Solvers as they are written on the command line: <c>ancestral</c>, or a family with an optional time grid, as in <c>ode2</c>,
/// <c>sde2@uniform</c>, <c>ode2@1.8:0.75</c> (power 1.8, last time 0.75), <c>g0.5@2</c> (noise exponent 0.5), <c>g0-2@1.8</c> (rising from
/// 0 to 2); with a temperature, as in <c>ancestral~0.8</c>, and min-p, as in <c>ancestral~0.9%0.05</c>.
/// </summary>
internal static partial class SolverText
{
    public const string Syntax = "ancestral, ode1, ode2, sde1, sde2, noise-reduced, gG or gG-G (noise exponent), "
        + "each but the first with an optional grid: @uniform or @POWER:END; and each with an optional temperature, ~T, and min-p, %P";

    private const string Family = @"(?<family>ancestral|ode1|ode2|sde1|sde2|noise-reduced|g(?<first>\d+(\.\d+)?)(-(?<last>\d+(\.\d+)?))?)";
    private const string Grid = @"(?<grid>uniform|\d+(\.\d+)?)(:(?<end>\d+(\.\d+)?))?";
    private const string Temperature = @"(~(?<temperature>\d+(\.\d+)?))?";
    private const string MinP = @"(%(?<minp>\d+(\.\d+)?))?";

    /// <summary>Reads a solver; null for <c>chosen</c>, the model's own choice.</summary>
    /// <exception cref="RequestException">The text is no solver.</exception>
    public static Solver? Parse(string text)
    {
        if (text == "chosen") return null;
        Match match = Form().Match(text);
        if (!match.Success) throw new RequestException($"'{text}' is no solver. Possible are: chosen, {Syntax}.");
        Group grid = match.Groups["grid"];
        Solver solver = match.Groups["family"].Value switch
        {
            Solver.AncestralName when !grid.Success => Solver.Ancestral,
            Solver.AncestralName => throw new RequestException("The ancestral sampler has a grid of its own; leave out the '@'."),
            "ode1" => new Solver { Order = 1 },
            "ode2" => new Solver(),
            "sde1" => new Solver { Order = 1, NoiseExponent = 1 },
            "sde2" => new Solver { NoiseExponent = 1 },
            "noise-reduced" => new Solver { Order = 1, NoiseExponent = double.PositiveInfinity },
            _ => new Solver
            {
                NoiseExponent = Number(match.Groups["first"]),
                FinalNoiseExponent = match.Groups["last"].Success ? Number(match.Groups["last"]) : null,
            },
        };
        if (grid.Value == "uniform" && match.Groups["end"].Success) throw new RequestException($"'{text}': the uniform grid takes no end.");
        if (grid.Success && grid.Value != "uniform")
        {
            double end = match.Groups["end"].Success ? Number(match.Groups["end"]) : 0.75;
            solver = solver with { Grid = TimeGrid.WithPower(Number(grid), end) };
        }
        if (match.Groups["temperature"] is { Success: true } temperature) solver = solver with { Temperature = Number(temperature) };
        if (match.Groups["minp"] is { Success: true } minP) solver = solver with { MinP = Number(minP) };
        solver.Validate();
        return solver;
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^" + Family + "(@" + Grid + ")?" + Temperature + MinP + "$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
