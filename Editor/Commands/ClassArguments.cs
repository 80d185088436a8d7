using System.CommandLine;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options that ask for a class of a model that knows classes.</summary>
internal sealed class ClassArguments
{
    private const string Each = "each";

    private readonly Option<string?> _class = new("--class")
    {
        Description = $"Draw this class, of a model that knows classes; 'bfn inspect' names them; '{Each}' takes them in turn, seed by seed, "
            + "for maps and images [default: any].",
        HelpName = "NAME",
    };

    private readonly Option<double> _guidance = new("--guidance")
    {
        Description = "Classifier-free guidance: 0 as the class is, 1 or 2 more like it and less varied; costs a second evaluation.",
        DefaultValueFactory = _ => 0,
        HelpName = "W",
    };

    public IEnumerable<Option> All => [_class, _guidance];

    /// <summary>The classes that seeds take in turn, −1 for any, and the guidance.</summary>
    /// <exception cref="RequestException">The model doesn't know the class, or the guidance is outside its range.</exception>
    public (IReadOnlyList<int> Classes, double Guidance) Read(ParseResult parsed, Model model)
    {
        double guidance = parsed.GetValue(_guidance);
        if (guidance is not (>= 0 and <= 100)) throw new RequestException($"--guidance must be between 0 and 100, not {guidance}.");
        if (parsed.GetValue(_class) is not { } name)
            return guidance == 0 ? ([-1], 0) : throw new RequestException("--guidance needs a --class to guide towards.");
        int index = model.Classes.ToList().IndexOf(name);
        if (index >= 0) return ([index], guidance);
        if (name == Each && model.Classes.Count > 0) return ([.. Enumerable.Range(0, model.Classes.Count)], guidance);
        throw new RequestException(model.Classes.Count == 0
            ? "The model knows no classes; leave out --class."
            : $"The model knows no class '{name}', only {string.Join(", ", model.Classes)}.");
    }
}
