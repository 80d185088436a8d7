namespace BfnProcGen.Networks;

/// <summary>
/// The U-Nets of the paper's experiments with images (Graves et al. 2023, sections 6.1 and 6.2), wired so that weights published with it
/// fit. Time is a feature of every pixel besides entering the blocks, and the exit sees what the entrance saw.
/// </summary>
public sealed record PublishedUNetRecipe
{
    /// <summary>Channels of the input distribution: 2 for binary data, else the colour channels.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels of the result: the logits, or the parameters of the output distribution.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>
    /// Channels of the linear layers at the entrance, the first of which takes time and places too; without any, pixels enter as they are.
    /// </summary>
    public IReadOnlyList<int> Entrance { get; init; } = [128];

    /// <summary>The entrance also takes a value for every channel of every pixel.</summary>
    public bool HasPlaces { get; init; }

    /// <summary>Octaves, from the fifth on, in which the first level also sees the entrance as waves.</summary>
    public int Octaves { get; init; }

    /// <summary>Channels of the first level.</summary>
    public int BaseChannels { get; init; } = 128;

    /// <summary>Channels of each level as a multiple of <see cref="BaseChannels"/>; its length is the number of levels.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 2];

    /// <summary>Residual blocks of each level on the way down.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>Levels with attention, from 0; the middle always has it.</summary>
    public IReadOnlyList<int> AttentionLevels { get; init; } = [];

    /// <summary>Heads of every attention.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Channels that the last level hands to the exit.</summary>
    public int ExitChannels { get; init; } = 128;

    /// <summary>Dropout inside the residual blocks while training.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>The highest angular frequency of the time embedding.</summary>
    public double TimeScale { get; init; } = 4000;

    /// <summary>The highest frequency of the time embedding as a multiple of the one that would follow the lowest.</summary>
    public double TimePeriod { get; init; } = 10000;

    /// <summary>The paper's network for binary MNIST, 24.8 million weights.</summary>
    public static PublishedUNetRecipe Mnist { get; } = new() { InputChannels = 2, OutputChannels = 2, Height = 28, Width = 28 };

    /// <summary>The paper's network for CIFAR-10 in bins, 30.7 million weights: one level, after Kingma et al. 2021.</summary>
    public static PublishedUNetRecipe Cifar10 { get; } = new()
    {
        InputChannels = 3, OutputChannels = 6, Height = 32, Width = 32, Entrance = [], Octaves = 2, Multipliers = [1], Blocks = 32,
        Heads = 1, Dropout = 0.1, TimeScale = 1000, TimePeriod = PeriodTo(10000, 128),
    };

    /// <summary>
    /// The period with which the frequencies of <paramref name="channels"/> channels, half of them sines, end at a
    /// <paramref name="ratio"/>th of the highest, not one before.
    /// </summary>
    public static double PeriodTo(double ratio, int channels) => Math.Pow(ratio, channels / (channels - 2.0));

    /// <summary>Wires the network.</summary>
    /// <exception cref="NetworkException">The settings don't give a network.</exception>
    public Network Build()
    {
        if (BaseChannels < 2 || Multipliers.Count == 0 || Multipliers.Any(m => m < 1) || Blocks < 1)
            throw new NetworkException("A U-Net needs at least two channels, one level, one block a level, and positive multipliers.");
        var net = new NetworkBuilder();
        int entrance = EnterThrough(net), embedding = Embed(net);
        var body = new UNetBody(net)
        {
            Channels = [.. Multipliers.Select(multiplier => BaseChannels * multiplier)],
            Blocks = Blocks,
            Attends = (level, _) => AttentionLevels.Contains(level),
            AttendsInTheMiddle = _ => true,
            Heads = Heads,
            Groups = 32,
            Dropout = Dropout,
            Embedding = embedding,
        };
        int seen = Octaves == 0
            ? entrance
            : net.Add("seen", new Concatenate(), entrance, net.Add("waves", new FourierFeatures(5, Octaves), entrance));
        int value = body.Wire(net.Add("first", new Convolution(BaseChannels), seen));
        value = net.Add("exit", new Convolution(ExitChannels, StartsAtZero: true), value);
        net.Add("last", new Convolution(OutputChannels, Kernel: 1), net.Add("last.skip", new Concatenate(), entrance, value));
        return net.Build();
    }

    private int EnterThrough(NetworkBuilder net)
    {
        int value = net.Add("state", new StateInput(InputChannels, Height, Width));
        for (int i = 0; i < Entrance.Count; i++)
        {
            value = net.Add($"entrance{i}", new Convolution(Entrance[i], Kernel: 1), value);
            if (i > 0) continue;
            int time = net.Add("entrance0.time", new Convolution(Entrance[i], Kernel: 1), net.Add("time.number", new TimeInput()));
            value = net.Add("entrance0.timed", new Add(), value, time);
            if (!HasPlaces) continue;
            int position = net.Add("position", new PositionEmbedding(Entrance[i], Height, Width));
            value = net.Add("entrance0.placed", new Add(), value, position);
        }
        return value;
    }

    private int Embed(NetworkBuilder net)
    {
        int width = BaseChannels * 4;
        int value = net.Add("time", new TimeEmbedding(BaseChannels, TimeScale, TimePeriod));
        value = net.Add("time.linear0", new Convolution(width, Kernel: 1), value);
        value = net.Add("time.linear1", new Convolution(width, Kernel: 1), net.Add("time.silu", new SiLU(), value));
        return net.Add("embedding", new SiLU(), value);
    }
}
