using BfnProcGen.Models;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training.Evaluation;

/// <summary>How a list of generated assets compares with real ones.</summary>
public abstract record SampleScore
{
    /// <summary>What a search for solvers minimises: 0 for perfect samples.</summary>
    public abstract double Cost { get; }

    /// <summary>The most telling figure in words: "Jensen–Shannon 0.021 bits".</summary>
    public abstract string Headline { get; }

    /// <summary>The figures of a table, each with its title.</summary>
    public abstract IReadOnlyList<(string Title, string Value)> Figures { get; }

    /// <summary>Share of samples that repeat another one: 1 − different samples/samples.</summary>
    public abstract double Duplicates { get; init; }
}

/// <summary>Compares generated assets with real ones. What it needs to know of the real ones is counted once.</summary>
public interface ISampleScorer
{
    /// <summary>Scores samples, given as the classes of their cells, or as levels (see <see cref="LevelSampler"/>).</summary>
    SampleScore Score(IReadOnlyList<byte[]> generated);
}

/// <summary>The scorers there are.</summary>
public static class SampleScorer
{
    /// <summary>The scorer for what a corpus holds.</summary>
    public static ISampleScorer For(Corpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        return corpus.Format.Kind switch
        {
            AssetKind.Image => new ImageScorer(corpus),
            AssetKind.Text => new TextScorer((DiscreteCorpus)corpus),
            _ => new MapScorer(((DiscreteCorpus)corpus).Training),
        };
    }
}
