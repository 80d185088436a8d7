using BfnProcGen.Flows;
using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen;

/// <summary>What to draw.</summary>
public sealed record SampleRequest
{
    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>Network evaluations, 1 or more: 8 are good for most models, 4 are fast.</summary>
    public int Steps { get; init; } = 8;

    /// <summary>How to get there; null for what the model's own search found best for this many evaluations.</summary>
    public Solver? Solver { get; init; }

    /// <summary>The class asked for, by its name; null for none.</summary>
    public string? Class { get; init; }

    /// <summary>
    /// Classifier-free guidance towards the class, 0 or more; above 0 an evaluation costs twice as much, and
    /// <see cref="GeneratorOptions.Guidance"/> must be on.
    /// </summary>
    public double Guidance { get; init; }

    /// <inheritdoc cref="SampleItem.Known"/>
    public short[]? Known { get; init; }

    /// <inheritdoc cref="SampleItem.KnownValues"/>
    public float[]? KnownValues { get; init; }

    /// <inheritdoc cref="SampleItem.Bias"/>
    public float[]? Bias { get; init; }

    /// <summary>
    /// Tile maps: what is known, banned and preferred, by the tiles' names. It comes on top of <see cref="Known"/> and <see cref="Bias"/>.
    /// </summary>
    public MapRules? Rules { get; init; }

    /// <summary>An asset to make another one like it of; null to draw one from noise alone.</summary>
    public Variation? Variation { get; init; }

    /// <summary>The time the run starts at.</summary>
    internal double From => Variation?.From ?? 0;

    /// <summary>The guidance that takes effect: none without a class.</summary>
    internal double EffectiveGuidance => Class is null ? 0 : Guidance;

    /// <exception cref="RequestException">The guidance is none.</exception>
    internal void CheckGuidance()
    {
        if (!(Guidance >= 0 && double.IsFinite(Guidance))) throw new RequestException($"The guidance must be 0 or more, not {Guidance}.");
    }

    /// <summary>The item of a batch that the request stands for.</summary>
    /// <exception cref="RequestException">
    /// The model doesn't know the class or a tile, the guidance is none, or rules contradict each other; says why.
    /// </exception>
    internal SampleItem ItemFor(Model model)
    {
        CheckGuidance();
        int label = Class is null ? -1 : model.Classes.ToList().IndexOf(Class);
        if (Class is not null && label < 0)
        {
            throw new RequestException(model.Classes.Count == 0
                ? $"The model has no classes, so that '{Class}' can't be asked for."
                : $"The model has no class '{Class}'; it has {string.Join(", ", model.Classes)}.");
        }
        (short[]? known, float[]? bias) = Rules is null ? (Known, Bias) : Rules.Apply(model, Known, Bias);
        return new SampleItem(Seed, known, label, KnownValues, bias, Variation?.Levels, Variation?.Values);
    }
}
