using BfnProcGen.Editor.Commands;
using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>A solver as it is entered: options of <c>bfn sample</c>.</summary>
internal sealed class EnteredSolver
{
    /// <summary>The solvers that are offered by name; others can be written.</summary>
    public static IReadOnlyList<string> Names { get; } = ["chosen", "ancestral", "ode1", "ode2", "sde1", "sde2", "noise-reduced"];

    private readonly SolverArguments _arguments = new();
    private readonly EnteredOptions _entered;

    public EnteredSolver() => _entered = new EnteredOptions(_arguments.All);

    public string Name { get; set; } = "chosen";

    public string Noise { get; set; } = "";

    public string Temperature { get; set; } = "";

    public string MinP { get; set; } = "";

    /// <summary>The options that stand for it.</summary>
    public IEnumerable<string> Options => EnteredOptions.Format(
        [("solver", Name == "chosen" ? null : Name), ("noise", Noise), ("temperature", Temperature), ("min-p", MinP)]);

    /// <summary>The solver for a number of evaluations.</summary>
    /// <exception cref="RequestException">A value is outside its range, or doesn't go with the solver.</exception>
    public Solver For(Model model, int evaluations) =>
        _entered.Read(Options, parsed => _arguments.Read(parsed, () => model.SolverFor(evaluations)));
}
