using System.CommandLine;
using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Sampling;

namespace BfnProcGen.Editor.Commands;

/// <summary>What to measure of a model, as the options of <c>bfn eval</c> say.</summary>
internal sealed class EvaluationArguments
{
    private static readonly int[] UsualSteps = [2, 4, 8, 16, 32, 100];

    private static readonly string[] UsualSolvers =
        ["chosen", "ancestral", "ode1@uniform", "ode2@uniform", "sde2@uniform", "noise-reduced@uniform", "ode2@1.8", "g0-2@1.8"];

    private readonly Option<int[]> _steps = Arguments.List("--steps",
        "Numbers of steps of the likelihood, which is also measured in continuous time, and of network evaluations of a sample.", UsualSteps);

    private readonly Option<int> _count =
        Arguments.Whole("--count", "Samples drawn for each row of the quality table; 0 leaves it out.", 256, 0, 100_000);

    private readonly Option<ulong> _seed = Arguments.Seed();

    private readonly Option<string[]> _solvers = new("--solvers")
    {
        Description = $"Solvers to compare, between commas: chosen (by the model), {SolverText.Syntax} "
            + $"[default: {string.Join(',', UsualSolvers)}].",
        HelpName = "S,S,…",
        CustomParser = result => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries),
    };

    private readonly Option<Backend> _backend = Arguments.Backend();

    private readonly Option<int> _likelihood = Arguments.Whole(
        "--likelihood", "Draws of time and noise an item for the likelihood; 0 leaves it out.", 8, 0, 10_000);

    private readonly Option<int> _items = Arguments.Whole("--items",
        "Most items the likelihood is measured on, evenly spread over all that the model has not been trained on.", 512, 1, 1_000_000);

    private readonly Option<bool> _unlabelled = new("--unlabelled")
    {
        Description = "Likelihood: don't tell the model the classes of the items, as published figures have it.",
    };

    private readonly Option<int> _agreement = Arguments.Whole("--agreement",
        "Also compare the plain interpreter with Torch and Vulkan on this many seeds (slow).", 0, 0, 10_000);

    public IEnumerable<Option> All => [_steps, _count, _seed, _solvers, _backend, _likelihood, _items, _unlabelled, _agreement];

    /// <summary>What was asked for.</summary>
    /// <exception cref="RequestException">There is no such solver.</exception>
    public EvaluationRequest Read(ParseResult parsed) => new()
    {
        Steps = Arguments.Given(parsed, _steps, UsualSteps),
        Repeats = parsed.GetValue(_likelihood),
        Items = parsed.GetValue(_items),
        Labelled = !parsed.GetValue(_unlabelled),
        Count = parsed.GetValue(_count),
        Solvers = [.. Arguments.Given(parsed, _solvers, UsualSolvers).Select(text => (text, SolverText.Parse(text)))],
        Backend = parsed.GetValue(_backend),
        Seed = parsed.GetValue(_seed),
        AgreementSeeds = parsed.GetValue(_agreement),
    };
}
