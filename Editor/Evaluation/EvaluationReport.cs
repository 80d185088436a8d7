using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>One row of the quality table.</summary>
/// <param name="Evaluations">Network evaluations a sample.</param>
/// <param name="Asked">The solver as it was asked for.</param>
/// <param name="Solver">The solver it was.</param>
/// <param name="Score">How its samples compare with the real ones.</param>
/// <param name="PerSecond">Speed.</param>
internal sealed record QualityRow(int Evaluations, string Asked, string Solver, SampleScore Score, double PerSecond)
{
    /// <summary>The titles of <see cref="Cells"/>.</summary>
    public IReadOnlyList<string> Titles => ["evaluations", "solver", .. Score.Figures.Select(figure => figure.Title), "samples/s"];

    /// <summary>The row for people.</summary>
    public IReadOnlyList<string> Cells =>
    [
        $"{Evaluations}", Asked == "chosen" ? $"chosen: {Solver}" : Solver,
        .. Score.Figures.Select(figure => figure.Value), $"{PerSecond:0.0}",
    ];
}

/// <summary>What a likelihood was measured on.</summary>
/// <param name="Items">How many items.</param>
/// <param name="Of">Of how many that there are.</param>
/// <param name="Origin">What they are to the model.</param>
/// <param name="Labelled">Whether the model was told their classes.</param>
/// <param name="NGramBits">
/// Texts that were kept back: bits a character of the same texts under a 5-gram model of those trained on; null for anything else.
/// </param>
internal sealed record LikelihoodBasis(int Items, long Of, ItemOrigin Origin, bool Labelled, double? NGramBits);

/// <summary>What an evaluation has found: everything that was asked for, or as much as there was time for.</summary>
internal sealed class EvaluationReport
{
    /// <summary>What the likelihood was measured on; null where it was not begun.</summary>
    public LikelihoodBasis? Basis { get; set; }

    /// <summary>The likelihood, a row a number of steps.</summary>
    public List<LikelihoodEstimate> Likelihood { get; } = [];

    /// <summary>The quality of samples, a row a number of evaluations and solver.</summary>
    public List<QualityRow> Quality { get; } = [];

    /// <summary>What samples were drawn on; null where none were.</summary>
    public string? Device { get; set; }

    /// <summary>How backends agree; null where that was not asked for.</summary>
    public Agreement? Agreement { get; set; }

    /// <summary>False where it was interrupted.</summary>
    public bool IsComplete { get; set; }
}
