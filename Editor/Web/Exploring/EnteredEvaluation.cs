using BfnProcGen.Editor.Commands;
using BfnProcGen.Editor.Evaluation;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>What to measure, as it is entered: options of <c>bfn eval</c>.</summary>
internal sealed class EnteredEvaluation
{
    private readonly EvaluationArguments _arguments = new();
    private readonly EnteredOptions _entered;

    public EnteredEvaluation() => _entered = new EnteredOptions(_arguments.All, ("steps", "evaluations"), ("count", "samples"));

    public string Evaluations { get; set; } = "2,4,8,16,32";

    public string Samples { get; set; } = "64";

    public string Solvers { get; set; } = "chosen";

    /// <summary>The options that stand for it.</summary>
    public IEnumerable<string> Options =>
        EnteredOptions.Format([("steps", Evaluations), ("count", Samples), ("solvers", Solvers), ("likelihood", "0")]);

    /// <summary>What to measure.</summary>
    /// <exception cref="RequestException">A value is outside its range.</exception>
    public EvaluationRequest Read()
    {
        EvaluationRequest request = _entered.Read(Options, _arguments.Read);
        return request.Count > 0 ? request : throw new RequestException("Without samples there is nothing to measure: draw 64 or so.");
    }
}
