using System.Runtime.InteropServices;
using BfnProcGen.AssetFiles;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Training.Data;

/// <summary>
/// Images whose channels are numbers: bins of discretised data, values in [−1, 1] of continuous data. They stay as samples in memory, and
/// become numbers when they are drawn.
/// </summary>
public sealed class NumberCorpus : Corpus
{
    private readonly CorpusOptions _options;
    private readonly float[] _numbers;

    private NumberCorpus(CorpusOptions options, float[] numbers) => (_options, _numbers) = (options, numbers);

    /// <summary>Bins of discretised data; null for continuous data.</summary>
    public int? Bins { get; private init; }

    /// <summary>What is learnt from.</summary>
    public required ImageWindows Training { get; init; }

    /// <summary>What is kept back; empty for a single source or a share of 0.</summary>
    public required ImageWindows Validation { get; init; }

    /// <inheritdoc/>
    public override CorpusCounts Counts => new(Training.Images.Count, Training.Count, Validation.Images.Count, Validation.Count);

    /// <summary>Builds a corpus.</summary>
    /// <param name="images">The images, all in the layout and depth of <paramref name="format"/>.</param>
    /// <param name="format">What their channels are.</param>
    /// <param name="bins">Bins of discretised data, or null for continuous data.</param>
    /// <param name="options">Crop, flips and split.</param>
    /// <param name="seed">Decides which sources are kept back, together with their names.</param>
    /// <exception cref="TrainingException">No images, or images that don't fit the crop; says which and what to do.</exception>
    public static NumberCorpus Create(
        IReadOnlyList<SourceImage> images, PixelFormat format, int? bins, CorpusOptions options, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(options);
        if (images.Count == 0) throw new TrainingException("There is nothing to train on.");
        foreach ((string source, Image image, _, _) in images)
        {
            if (image.Layout != format.Layout || image.BitDepth != format.BitDepth)
            {
                throw new ArgumentException(
                    $"{source} is in {image.Layout} of {image.BitDepth} bits, not {format.Layout} of {format.BitDepth}.", nameof(images));
            }
        }
        CropSize size = WindowGrid.SizeFor([.. images.Select(source => (source.Source, source.Image.Width, source.Image.Height))],
            options.Crop);
        HashSet<string> kept =
            SourceSplit.KeptBack([.. images.Select(source => (source.Source, source.IsKeptBack))], options.ValidationShare, seed);
        string[] labels = options.UsesLabels ? SourceSplit.Labels(images.Select(source => source.Label)) : [];
        return new NumberCorpus(options, Numbers(format, bins))
        {
            Format = format,
            Bins = bins,
            Item = new Shape(format.Channels, size.Height, size.Width),
            Labels = labels,
            Training = Windows(isKept: false),
            Validation = Windows(isKept: true),
            Hash = HashOf(images, format, bins),
        };

        ImageWindows Windows(bool isKept)
        {
            SourceImage[] there = [.. images.Where(source => kept.Contains(source.Source) == isKept)];
            return new ImageWindows([.. there.Select(source => source.Image)], size,
                [.. there.Select(source => Array.IndexOf(labels, source.Label))]);
        }
    }

    /// <inheritdoc/>
    public override Flow FlowFor(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double sigma1 = options.Image.Sigma1 ?? ImageOptions.SuggestSigma1(Bins ?? 256);
        ContinuousFlow flow = Bins is { } bins ? new DiscretisedFlow(sigma1, bins) : new ContinuousFlow(sigma1);
        return flow with { Predicts = options.Published is null ? PredictedQuantity.Velocity : PredictedQuantity.Noise };
    }

    /// <inheritdoc/>
    public override ItemBatch Draw(int count, ref RandomStream random)
    {
        var batch = new ItemBatch(new float[count * Item.Count], new int[count]);
        var samples = new ushort[Item.Count];
        for (int i = 0; i < count; i++)
        {
            long index = (long)(random.NextUnit() * Training.Count);
            bool horizontally = _options.FlipHorizontally && random.NextChance(0.5);
            bool vertically = _options.FlipVertically && random.NextChance(0.5);
            Training.CopyTo(index, samples, horizontally, vertically);
            Put(batch, i, samples, Training.LabelOf(index));
        }
        return batch;
    }

    /// <inheritdoc/>
    public override ItemBatch Learnt(int most) => Spread(Training, most);

    /// <inheritdoc/>
    public override ItemBatch KeptBack(int most) => Spread(Validation, most);

    private ItemBatch Spread(ImageWindows windows, int most)
    {
        long[] indices = windows.SpreadIndices(most);
        var batch = new ItemBatch(new float[indices.Length * Item.Count], new int[indices.Length]);
        var samples = new ushort[Item.Count];
        for (int i = 0; i < indices.Length; i++)
        {
            windows.CopyTo(indices[i], samples);
            Put(batch, i, samples, windows.LabelOf(indices[i]));
        }
        return batch;
    }

    private void Put(ItemBatch batch, int at, ushort[] samples, int label)
    {
        for (int i = 0; i < samples.Length; i++) batch.Values[at * samples.Length + i] = _numbers[samples[i]];
        batch.Labels[at] = label;
    }

    // The number of every sample.
    private static float[] Numbers(PixelFormat format, int? bins)
    {
        var numbers = new float[1 << format.BitDepth];
        for (int sample = 0; sample < numbers.Length; sample++)
        {
            float value = format.ValueOf((ushort)sample);
            numbers[sample] = bins is { } count ? new DiscretisedFlow(1e-3, count).BinOf(value) : value;
        }
        return numbers;
    }

    private static string HashOf(IReadOnlyList<SourceImage> images, PixelFormat format, int? bins)
    {
        using var hash = new CorpusHash();
        hash.Add(format.Channels).Add(format.BitDepth).Add(bins ?? 0);
        foreach (SourceImage source in images)
        {
            hash.Add(source.Source).Add(source.Label ?? "").Add(source.Image.Width).Add(source.Image.Height)
                .Add(MemoryMarshal.AsBytes(source.Image.Samples));
        }
        return hash.Finish();
    }
}

/// <summary>An image to train on.</summary>
/// <param name="Source">The file it came from: all images of a source are on one side of the split.</param>
/// <param name="Image">The image.</param>
/// <param name="Label">Its label, such as its sub-folder, or null.</param>
/// <param name="IsKeptBack">Whether it is kept back for validation; null leaves that to the split.</param>
public readonly record struct SourceImage(string Source, Image Image, string? Label = null, bool? IsKeptBack = null);
