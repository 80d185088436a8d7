using BfnProcGen.AssetFiles;
using BfnProcGen.Models;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;

namespace BfnProcGen.Training;

/// <summary>
/// The settings of the paper's experiments (Graves et al. 2023, sections 6.1 to 6.3), with what only its reference implementation says:
/// the files <c>configs/mnist_discrete.yaml</c>, <c>configs/cifar10_discretized_256bins.yaml</c> and <c>configs/text8_discrete.yaml</c> of
/// <see href="https://github.com/nnaisense/bayesian-flow-networks">nnaisense/bayesian-flow-networks</see>, and its <c>train.py</c>.
/// </summary>
/// <remarks>
/// How many items are in memory at once, how often the loss of what is kept back is looked at, and how often a checkpoint is saved, change
/// nothing in the result and are chosen here. Known to differ from the reference: the running average takes its first 90,000 steps to reach
/// the published decay; times are spread evenly over the items that are in memory at once, instead of each drawn alone; text8's positions
/// are learned, where the reference has fixed waves, and its other weights start like those of this program's own networks.
/// </remarks>
public static class PublishedConfigurations
{
    // All three: constant learning rate from the first step on, the continuous-time loss with uniform times, no labels, no given cells.
    // An optimiser without a weight_decay of its own (MNIST) has PyTorch's, which is 0.01 too.
    private static readonly TrainingOptions Common = new()
    {
        TimeLimitMinutes = null,
        Schedule = LearningRateSchedule.Constant,
        WarmUpSteps = 0,
        WeightDecay = 0.01,
        GradientClip = 5,
        AverageDecay = 0.9999,
        Objective = Objective.ContinuousTime,
        TimePower = 1,
        KnownShare = 0,
        HiddenLabelShare = 0,
        ValidationInterval = 2500,
        CheckpointInterval = 2500,
    };

    // What is kept back where the data itself doesn't say (data.py: val_frac).
    private static readonly CorpusOptions Images = new() { ValidationShare = 0.01, UsesLabels = false };

    /// <summary>
    /// MNIST, drawn in black and white anew every time (section 6.1): 77.87 nats an image after a million steps.
    /// </summary>
    public static TrainingOptions Mnist { get; } = Common with
    {
        Kind = AssetKind.Image,
        Published = PublishedNetwork.Mnist,
        Heads = 4,
        Dropout = 0.5,
        FlowBeta1 = 9,
        LearningRate = 1e-4,
        AdamBeta1 = 0.9,
        AdamBeta2 = 0.98,
        DecaysAll = true,
        Batch = 512,
        ItemsAtOnce = 64,
        Steps = 1_000_000,
        Corpus = Images,
        Image = new ImageOptions { Binarise = true },
    };

    /// <summary>
    /// CIFAR-10 in 256 bins (section 6.2): 2.66 bits a variable after a million steps. σ₁ follows from the bins, 0.001 here; with 16 bins or
    /// continuous data it is another of the paper's experiments.
    /// </summary>
    public static TrainingOptions Cifar10 { get; } = Common with
    {
        Kind = AssetKind.Image,
        Published = PublishedNetwork.Cifar10,
        Heads = 1,
        Dropout = 0.1,
        LearningRate = 2e-4,
        AdamBeta1 = 0.9,
        AdamBeta2 = 0.99,
        DecaysAll = true,
        Batch = 32,
        ItemsAtOnce = 8,
        Steps = 1_000_000,
        Corpus = Images,
        Image = new ImageOptions { Parameterisation = Parameterisation.Discretised, Bins = 256, Binarise = false },
    };

    /// <summary>
    /// text8 in windows of 256 characters (section 6.3): 1.41 bits a character after at most ten million steps. The last tenth is kept
    /// back, which are the five million characters for validation and the five million for tests of the usual split.
    /// </summary>
    public static TrainingOptions Text8 { get; } = Common with
    {
        Kind = AssetKind.Text,
        Published = PublishedNetwork.Text8,
        Heads = 12,
        Dropout = 0,
        FlowBeta1 = 0.5625,
        RollingWidth = 0,
        LearningRate = 1e-4,
        AdamBeta1 = 0.9,
        AdamBeta2 = 0.98,
        Batch = 416,
        ItemsAtOnce = 16,
        Steps = 10_000_000,
        Corpus = new CorpusOptions { ValidationShare = 0.1, UsesLabels = false },
        Text = new TextOptions { Window = 256 },
    };

    /// <summary>All of them, by the names they are asked for.</summary>
    public static IReadOnlyDictionary<string, TrainingOptions> ByName { get; } = new Dictionary<string, TrainingOptions>
    {
        ["mnist"] = Mnist,
        ["cifar10"] = Cifar10,
        ["text8"] = Text8,
    };
}
