using System.CommandLine;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Flows;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>A solver as it is entered: the options of <c>bfn sample</c>, read by its own parser.</summary>
internal sealed class EnteredSolver
{
    /// <summary>The solvers that are offered by name; others can be written.</summary>
    public static IReadOnlyList<string> Names { get; } = ["chosen", "ancestral", "ode1", "ode2", "sde1", "sde2", "noise-reduced"];

    private readonly SolverArguments _arguments = new();
    private readonly Command _command = new("sample");

    public EnteredSolver()
    {
        foreach (Option option in _arguments.All) _command.Add(option);
    }

    public string Name { get; set; } = "chosen";

    public string Noise { get; set; } = "";

    public string Temperature { get; set; } = "";

    public string MinP { get; set; } = "";

    /// <summary>The options that stand for it.</summary>
    public IEnumerable<string> Options =>
        new[] { ("solver", Name == "chosen" ? "" : Name), ("noise", Noise), ("temperature", Temperature), ("min-p", MinP) }
        .Where(option => !string.IsNullOrWhiteSpace(option.Item2)).Select(option => $"--{option.Item1}={option.Item2.Trim()}");

    /// <summary>The solver for a number of evaluations.</summary>
    /// <exception cref="RequestException">A value is outside its range, or doesn't go with the solver.</exception>
    public Solver For(Model model, int evaluations)
    {
        ParseResult parsed = _command.Parse([.. Options]);
        if (parsed.Errors.Count > 0) throw new RequestException(string.Join(" ", parsed.Errors.Select(error => error.Message).Distinct()));
        return _arguments.Read(parsed, () => model.SolverFor(evaluations));
    }
}
