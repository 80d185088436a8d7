using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BfnProcGen.AssetFiles;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;

namespace BfnProcGen.Training;

/// <summary>Everything that decides a training run, stored with the run and in the model.</summary>
public sealed record TrainingOptions
{
    /// <summary>What the assets are; null to tell by the files.</summary>
    public AssetKind? Kind { get; init; }

    /// <summary>Optimiser steps; null for 30,000 of text, whose network is small, and 6,400 of anything else.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Minutes after which training ends, finished as it is; null for no limit. Where the machine is too slow for all steps in that time,
    /// the learning rate falls to zero over the steps it will reach, so that a slow machine ends with a settled model too. Such a run is
    /// not repeatable bit by bit, since it follows the clock; one that reaches its steps in time is.
    /// </summary>
    public double? TimeLimitMinutes { get; init; } = 25;

    /// <summary>Items a step; null for 128 of text and 64 of anything else.</summary>
    public int? Batch { get; init; }

    /// <summary>
    /// Items that are in memory at once: of a larger batch parts of this size are taken one after the other, and their gradients
    /// averaged. Null for all of a batch.
    /// </summary>
    public int? ItemsAtOnce { get; init; }

    /// <summary>Highest learning rate, reached over <see cref="WarmUpSteps"/>; null for 0.003 of text and 0.002 of anything else.</summary>
    public double? LearningRate { get; init; }

    /// <summary>What becomes of the learning rate after that.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Steps over which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 200;

    /// <summary>Decay of the optimiser's running mean of gradients.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>Decay of the optimiser's running mean of squared gradients.</summary>
    public double AdamBeta2 { get; init; } = 0.99;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether biases and norms decay too.</summary>
    public bool DecaysAll { get; init; }

    /// <summary>Gradients longer than this are shortened to it.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Decay of the running average of the weights, which is what the model gets: min(this, (1 + n)/(10 + n)) at step n.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>
    /// Dropout in the residual blocks; null for 0.1 of lines of text, none of windows over running text, which are rarely seen twice,
    /// and 0.15 of anything else, of which there is less.
    /// </summary>
    public double? Dropout { get; init; }

    /// <summary>A network of the paper, made for one kind of data; null for this program's own, made for the data at hand.</summary>
    public PublishedNetwork? Published { get; init; }

    /// <summary>
    /// Channels of the U-Net's first level, or of all of the transformer; null for 32 of a U-Net and 64 of a transformer, or for those of
    /// a <see cref="Published"/> network, as with what follows.
    /// </summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Channels of each level as a multiple of <see cref="Channels"/>; null for 1, 2, 2, … with as many levels as it takes to reach
    /// <see cref="AttentionCells"/>, at least two.
    /// </summary>
    public IReadOnlyList<int>? Multipliers { get; init; }

    /// <summary>
    /// Residual blocks of each level of the U-Net, or blocks of the transformer; null for 1 of a U-Net and 4 of a transformer.
    /// </summary>
    public int? Blocks { get; init; }

    /// <summary>A level has attention when it has at most this many cells.</summary>
    public int AttentionCells { get; init; } = 128;

    /// <summary>Heads of every attention.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>
    /// β₁ of the flow; null for 2 of text, whose characters go all the way in one turn, and <see cref="DiscreteFlow.SuggestBeta1"/> of anything else.
    /// </summary>
    public double? FlowBeta1 { get; init; }

    /// <summary>
    /// Cells under way at once, W of <see cref="RollingWindow"/>; 0 where all go together. Null for a sixteenth of a text, at least 1, and 0
    /// of anything else.
    /// </summary>
    public double? RollingWidth { get; init; }

    /// <summary>What is minimised.</summary>
    public Objective Objective { get; init; } = Objective.CrossEntropy;

    /// <summary>
    /// Under cross-entropy times are drawn as u^this, u uniform: above 1 trains more on early times, where outputs are still open. Nothing
    /// where cells take turns. Null for 1.5.
    /// </summary>
    public double? TimePower { get; init; }

    /// <summary>
    /// Share of training items in which some cells are known. Null for 0.1 of text, whose beginnings are known in every turn, and
    /// 0.3 of anything else.
    /// </summary>
    public double? KnownShare { get; init; }

    /// <summary>Share of training items whose label is hidden, so that guidance has something to compare with.</summary>
    public double HiddenLabelShare { get; init; } = 0.1;

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Crop, flips and validation split.</summary>
    public CorpusOptions Corpus { get; init; } = new();

    /// <summary>How images become data; nothing to other assets.</summary>
    public ImageOptions Image { get; init; } = new();

    /// <summary>What is special to texts.</summary>
    public TextOptions Text { get; init; } = new();

    /// <summary>Steps between two validations.</summary>
    public int ValidationInterval { get; init; } = 250;

    /// <summary>Steps between two checkpoints.</summary>
    public int CheckpointInterval { get; init; } = 500;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>The network of a model of <paramref name="corpus"/>'s items.</summary>
    /// <exception cref="NetworkException">The settings don't give a network.</exception>
    public Network NetworkFor(Corpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        return SettledFor(corpus.Format.Kind).Build(corpus);
    }

    private Network Build(Corpus corpus)
    {
        if (Published is { } published) return published.Build(corpus, this);
        int channels = corpus.Item.Channels;
        (int input, int output) = corpus.FlowFor(this) switch
        {
            DiscreteFlow discrete => (discrete.Classes, discrete.Classes),
            DiscretisedFlow => (channels, 2 * channels),
            _ => (channels, channels),
        };
        return corpus.Format.Kind == AssetKind.Text
            ? Transformer(input, corpus.Item.Width, corpus.Labels.Count)
            : UNet(input, output, new CropSize(corpus.Item.Width, corpus.Item.Height), corpus.Labels.Count);
    }

    /// <summary>The same options with everything that is left to the kind of the assets filled in.</summary>
    public TrainingOptions SettledFor(AssetKind kind)
    {
        bool text = kind == AssetKind.Text;
        return this with
        {
            Batch = Batch ?? (text ? 128 : 64),
            Steps = Steps ?? (text ? 30_000 : 6400),
            LearningRate = LearningRate ?? (text ? 3e-3 : 2e-3),
            Dropout = Dropout ?? (!text ? 0.15 : Text.Window is null ? 0.1 : 0),
            TimePower = TimePower ?? 1.5,
            FlowBeta1 = FlowBeta1 ?? (text ? 2 : null),
            KnownShare = KnownShare ?? (text ? 0.1 : 0.3),
        };
    }

    /// <summary>The sizes of the parts in which a step's items are taken.</summary>
    internal IEnumerable<int> Parts()
    {
        int left = Batch!.Value, most = ItemsAtOnce ?? left;
        for (; left > 0; left -= most) yield return Math.Min(left, most);
    }

    private Network Transformer(int symbols, int length, int labels) => new TransformerRecipe
    {
        Symbols = symbols,
        Length = length,
        Classes = labels,
        Channels = Channels ?? 64,
        Blocks = Blocks ?? 4,
        Heads = Heads,
        Dropout = Dropout!.Value,
    }.Build();

    private Network UNet(int input, int output, CropSize size, int labels) => new UNetRecipe
    {
        InputChannels = input,
        OutputChannels = output,
        Classes = labels,
        Height = size.Height,
        Width = size.Width,
        BaseChannels = Channels ?? 32,
        Multipliers = Multipliers ?? MultipliersFor(size),
        Blocks = Blocks ?? 1,
        AttentionCells = AttentionCells,
        Heads = Heads,
        Dropout = Dropout!.Value,
    }.Build();

    // Without attention at the last level no cell would see the whole map.
    private List<int> MultipliersFor(CropSize size)
    {
        const int MostLevels = 5;
        List<int> multipliers = [1];
        int width = size.Width, height = size.Height;
        while (multipliers.Count < 2 || (multipliers.Count < MostLevels && width * height > AttentionCells))
        {
            multipliers.Add(2);
            (width, height) = ((width + 1) / 2, (height + 1) / 2);
        }
        return multipliers;
    }

    /// <summary>
    /// The learning rate of a step: it rises linearly over <see cref="WarmUpSteps"/> and then follows the <see cref="Schedule"/> over
    /// <paramref name="horizon"/> steps, which are <see cref="Steps"/>, or fewer where the time limit comes first.
    /// </summary>
    public double LearningRateAt(int step, int horizon)
    {
        double warm = Math.Min(1, (step + 1.0) / Math.Max(1, WarmUpSteps)), highest = LearningRate!.Value;
        if (Schedule == LearningRateSchedule.Constant) return highest * warm;
        return highest * warm * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (double)step / horizon)));
    }

    /// <summary>The shares of what is shown while training.</summary>
    internal ConditioningShares Shares => new(KnownShare!.Value, HiddenLabelShare);

    /// <summary>The options as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads <see cref="ToJson"/>'s text.</summary>
    /// <exception cref="TrainingException">The text is not a set of options.</exception>
    public static TrainingOptions FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingOptions>(json, Json)
                ?? throw new TrainingException("The training options are empty.");
        }
        catch (JsonException e)
        {
            throw new TrainingException(
                $"The training options can't be read. {JsonFault.Of(json, e, typeof(TrainingOptions), Json)}", e);
        }
    }

    /// <summary>Refuses values outside their ranges.</summary>
    /// <exception cref="TrainingException">Names the option and what is allowed.</exception>
    public void Validate()
    {
        Require(Kind is null || Enum.IsDefined(Kind.Value), nameof(Kind), Kind, "TileMap, Image or Text");
        Require(Steps is null or >= 1, nameof(Steps), Steps, "at least 1");
        Require(TimeLimitMinutes is null or > 0, nameof(TimeLimitMinutes), TimeLimitMinutes, "above 0");
        Require(Batch is null or (>= 1 and <= 4096), nameof(Batch), Batch, "between 1 and 4096");
        Require(ItemsAtOnce is null or >= 1, nameof(ItemsAtOnce), ItemsAtOnce, "at least 1");
        Require(Enum.IsDefined(Schedule), nameof(Schedule), Schedule, "Cosine or Constant");
        Require(Published is null || Enum.IsDefined(Published.Value), nameof(Published), Published, "Mnist, Cifar10 or Text8");
        Require(LearningRate is null or (> 0 and <= 1), nameof(LearningRate), LearningRate, "above 0 and at most 1");
        Require(WarmUpSteps >= 0, nameof(WarmUpSteps), WarmUpSteps, "0 or more");
        Require(AdamBeta1 is >= 0 and < 1, nameof(AdamBeta1), AdamBeta1, "at least 0 and below 1");
        Require(AdamBeta2 is >= 0 and < 1, nameof(AdamBeta2), AdamBeta2, "at least 0 and below 1");
        Require(WeightDecay is >= 0 and < 1, nameof(WeightDecay), WeightDecay, "at least 0 and below 1");
        Require(GradientClip > 0, nameof(GradientClip), GradientClip, "above 0");
        Require(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "at least 0 and below 1");
        Require(Channels is null || (Channels is >= 4 and <= 1024 && Channels % 4 == 0),
            nameof(Channels), Channels, "a multiple of 4 between 4 and 1024");
        Require(Multipliers is null || (Multipliers.Count is >= 1 and <= 8 && Multipliers.All(m => m is >= 1 and <= 16)),
            nameof(Multipliers), string.Join(',', Multipliers ?? []), "1 to 8 numbers between 1 and 16");
        Require(Blocks is null or (>= 1 and <= 64), nameof(Blocks), Blocks, "between 1 and 64");
        Require(AttentionCells >= 0, nameof(AttentionCells), AttentionCells, "0 or more");
        Require(Heads >= 1, nameof(Heads), Heads, "at least 1");
        Require(Dropout is null or (>= 0 and < 1), nameof(Dropout), Dropout, "at least 0 and below 1");
        Require(FlowBeta1 is null or (> 0 and <= 1000), nameof(FlowBeta1), FlowBeta1, "above 0 and at most 1000");
        Require(RollingWidth is null or 0 or (>= 1 and <= 4096), nameof(RollingWidth), RollingWidth, "0, or between 1 and 4096");
        Require(Enum.IsDefined(Objective), nameof(Objective), Objective, "CrossEntropy or ContinuousTime");
        Require(TimePower is null or (>= 0.1 and <= 10), nameof(TimePower), TimePower, "between 0.1 and 10");
        Require(KnownShare is null or (>= 0 and <= 1), nameof(KnownShare), KnownShare, "between 0 and 1");
        Require(Corpus.ValidationShare is >= 0 and < 1, nameof(Corpus.ValidationShare), Corpus.ValidationShare, "at least 0 and below 1");
        Require(Corpus.Crop is null or { Width: >= 1, Height: >= 1 }, nameof(Corpus.Crop), Corpus.Crop, "at least 1x1");
        Require(Enum.IsDefined(Image.Parameterisation), nameof(Image.Parameterisation), Image.Parameterisation,
            "Auto, Palette, Discretised or Continuous");
        Require(Enum.IsDefined(Image.Fit), nameof(Image.Fit), Image.Fit, "Skip, Pad or Crop");
        Require(Image.Colours is >= 2 and <= ImageOptions.MaxColours, nameof(Image.Colours), Image.Colours, "between 2 and 256");
        Require(Image.Bins is >= 2 and <= 256, nameof(Image.Bins), Image.Bins, "between 2 and 256");
        Require(Image.Sigma1 is null or (>= 1e-4 and < 1), nameof(Image.Sigma1), Image.Sigma1, "at least 0.0001 and below 1");
        Require(Text.Length is null or (>= 1 and <= 4096), nameof(Text) + nameof(Text.Length), Text.Length, "between 1 and 4096");
        Require(Text.Window is null or (>= 2 and <= 4096), nameof(Text) + nameof(Text.Window), Text.Window, "between 2 and 4096");
        Require(Text.Length is null || Text.Window is null,
            nameof(Text) + nameof(Text.Length), Text.Length, "absent where there is a window");
        Require(Text.MostCharacters is >= 2 and <= TextOptions.LargestAlphabet,
            nameof(Text) + nameof(Text.MostCharacters), Text.MostCharacters, $"between 2 and {TextOptions.LargestAlphabet}");
        Require(HiddenLabelShare is >= 0 and <= 1, nameof(HiddenLabelShare), HiddenLabelShare, "between 0 and 1");
        Require(ValidationInterval >= 1, nameof(ValidationInterval), ValidationInterval, "at least 1");
        Require(CheckpointInterval >= 1, nameof(CheckpointInterval), CheckpointInterval, "at least 1");

        static void Require(bool holds, string name, object? value, string range)
        {
            string option = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
            if (!holds) throw new TrainingException($"The training option '{option}' must be {range}, not {value}.");
        }
    }
}
