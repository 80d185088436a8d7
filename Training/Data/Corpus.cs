using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Training.Data;

/// <summary>
/// The assets of a folder as training data: items of one shape, split into those learnt from and those kept back for validation, each
/// with a label or none.
/// </summary>
public abstract class Corpus
{
    /// <summary>What the numbers of an item stand for.</summary>
    public required AssetFormat Format { get; init; }

    /// <summary>The variables of an item: 1 × height × width classes for discrete data, channels × height × width numbers for others.</summary>
    public required Shape Item { get; init; }

    /// <summary>The names of the labels, such as sub-folders; empty where there are none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>SHA-256 over everything an item or its split depends on, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>How many files (or lines) and items there are on each side.</summary>
    public abstract CorpusCounts Counts { get; }

    /// <summary>The schedule for this data.</summary>
    public abstract Flow FlowFor(TrainingOptions options);

    /// <summary>Draws <paramref name="count"/> items to learn from.</summary>
    public abstract ItemBatch Draw(int count, ref RandomStream random);

    /// <summary>The items that a run takes at a step, counting from 0: the same ones every time.</summary>
    public ItemBatch DrawFor(TrainingOptions options, int step)
    {
        ArgumentNullException.ThrowIfNull(options);
        var random = new RandomStream(options.Seed, RandomPurpose.Data, step);
        return Draw(options.SettledFor(Format.Kind).Batch!.Value, ref random);
    }

    /// <summary>At most <paramref name="most"/> of the items learnt from, evenly spread over all of them, the same ones every time.</summary>
    public abstract ItemBatch Learnt(int most);

    /// <summary>At most <paramref name="most"/> of the items kept back, evenly spread over all of them, the same ones every time.</summary>
    public abstract ItemBatch KeptBack(int most);
}

/// <summary>How much data there is.</summary>
/// <param name="TrainingSources">Files or lines learnt from.</param>
/// <param name="TrainingItems">Items in them; more than the sources where items are windows of larger assets.</param>
/// <param name="ValidationSources">Files or lines kept back.</param>
/// <param name="ValidationItems">Items in them.</param>
public readonly record struct CorpusCounts(int TrainingSources, long TrainingItems, int ValidationSources, long ValidationItems);

/// <summary>Some items of a corpus.</summary>
/// <param name="Values">
/// [count, channels, height, width]: the class of discrete data; the bin of discretised data; the value in [−1, 1] of continuous data.
/// </param>
/// <param name="Labels">The label of each item, −1 for none.</param>
public sealed record ItemBatch(float[] Values, int[] Labels)
{
    /// <summary>Number of items.</summary>
    public int Count => Labels.Length;

    /// <summary>The items <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/>.</summary>
    public ItemBatch Part(int first, int count)
    {
        int variables = Values.Length / Math.Max(1, Count);
        return new ItemBatch(Values[(first * variables)..((first + count) * variables)], Labels[first..(first + count)]);
    }
}
