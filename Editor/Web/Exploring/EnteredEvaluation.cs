using System.CommandLine;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Editor.Evaluation;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>What to measure, as it is entered: options of <c>bfn eval</c>, read by its own parser.</summary>
internal sealed class EnteredEvaluation
{
    private readonly EvaluationArguments _arguments = new();
    private readonly Command _command = new("eval");

    public EnteredEvaluation()
    {
        foreach (Option option in _arguments.All) _command.Add(option);
    }

    public string Evaluations { get; set; } = "2,4,8,16,32";

    public string Samples { get; set; } = "64";

    public string Solvers { get; set; } = "chosen";

    /// <summary>The options that stand for it.</summary>
    public IEnumerable<string> Options =>
        new[] { ("steps", Evaluations), ("count", Samples), ("solvers", Solvers) }
        .Where(option => !string.IsNullOrWhiteSpace(option.Item2)).Select(option => $"--{option.Item1}={option.Item2.Trim()}")
        .Append("--likelihood=0");

    /// <summary>What to measure.</summary>
    /// <exception cref="RequestException">A value is outside its range.</exception>
    public EvaluationRequest Read()
    {
        ParseResult parsed = _command.Parse([.. Options]);
        if (parsed.Errors.Count > 0) throw new RequestException(string.Join(" ", parsed.Errors.Select(error => error.Message).Distinct()));
        EvaluationRequest request = _arguments.Read(parsed);
        return request.Count > 0 ? request : throw new RequestException("Without samples there is nothing to measure: draw 64 or so.");
    }
}
