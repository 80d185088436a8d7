using BfnProcGen.Flows;

namespace BfnProcGen.Tests.Editor;

/// <summary>Solvers as they are written on the command line.</summary>
public sealed class SolverTextTests
{
    public static IEnumerable<TestCaseData> Solvers()
    {
        yield return Case("ancestral", Solver.Ancestral);
        yield return Case("ancestral%0.05", Solver.Ancestral with { MinP = 0.05 });
        yield return Case("ode2~0.9%0.1", new Solver { Temperature = 0.9, MinP = 0.1 });
        yield return Case("ancestral~0.8", Solver.Ancestral with { Temperature = 0.8 });
        yield return Case("ode1", new Solver { Order = 1 });
        yield return Case("sde2@uniform~0.5", new Solver { NoiseExponent = 1, Temperature = 0.5 });
        yield return Case("ode2@1.8:0.6", new Solver { Grid = TimeGrid.WithPower(1.8, 0.6) });
        yield return Case("g0-2@2:1~1.5", new Solver { FinalNoiseExponent = 2, Grid = TimeGrid.WithPower(2, 1), Temperature = 1.5 });
    }

    [TestCaseSource(nameof(Solvers))]
    public void SolversAreReadAsTheyAreWritten(string text, Solver expected) => Assert.That(SolverText.Parse(text), Is.EqualTo(expected));

    [TestCase("ode3")]
    [TestCase("ancestral@2")]
    [TestCase("ode2~")]
    [TestCase("ode2~0")]
    [TestCase("ode2~1000")]
    [TestCase("ode2@9")]
    public void OthersAreRefused(string text) => Assert.That(() => SolverText.Parse(text), Throws.TypeOf<RequestException>());

    private static TestCaseData Case(string text, Solver solver) => new TestCaseData(text, solver).SetArgDisplayNames(text);
}
