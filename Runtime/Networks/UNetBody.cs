namespace BfnProcGen.Networks;

/// <summary>
/// What all U-Nets have between their entrance and their exit (Ronneberger et al. 2015, with the residual blocks of Ho et al. 2020): levels
/// of residual blocks, halved in between, attention where it is asked for, skips from the way down to the way up, and a vector, made of
/// time and class, added inside every block.
/// </summary>
internal sealed class UNetBody(NetworkBuilder net)
{
    /// <summary>Channels of each level; its length is the number of levels.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Residual blocks of each level on the way down; one more on the way up.</summary>
    public required int Blocks { get; init; }

    /// <summary>Whether the blocks of a level, whose values have this shape, are followed by attention.</summary>
    public required Func<int, Shape, bool> Attends { get; init; }

    /// <summary>Whether there is attention in the middle, where values have this shape.</summary>
    public required Func<Shape, bool> AttendsInTheMiddle { get; init; }

    /// <summary>Heads of every attention.</summary>
    public required int Heads { get; init; }

    /// <summary>The most groups of a norm.</summary>
    public required int Groups { get; init; }

    /// <summary>Dropout inside the residual blocks while training.</summary>
    public required double Dropout { get; init; }

    /// <summary>The vector that every block takes.</summary>
    public required int Embedding { get; init; }

    /// <summary>Wires everything from the first value to the last, which is normalised and ready for a convolution.</summary>
    public int Wire(int value)
    {
        var skips = new Stack<int>([value]);
        int lowest = Channels.Count - 1;
        for (int level = 0; level <= lowest; level++)
        {
            for (int block = 0; block < Blocks; block++)
            {
                value = Block("down", level, block, value);
                skips.Push(value);
            }
            if (level == lowest) continue;
            value = net.Add($"down{level}.halve", new Convolution(Channels[level], Stride: 2), value);
            skips.Push(value);
        }

        value = Residual("middle.block0", value, Channels[lowest]);
        if (AttendsInTheMiddle(net.ShapeOf(value))) value = Attend("middle.attention", value);
        value = Residual("middle.block1", value, Channels[lowest]);

        for (int level = lowest; level >= 0; level--)
        {
            for (int block = 0; block <= Blocks; block++)
                value = Block("up", level, block, net.Add($"up{level}.skip{block}", new Concatenate(), value, skips.Pop()));
            if (level == 0) continue;
            Shape target = net.ShapeOf(skips.Peek());
            value = net.Add($"up{level}.double", new Upsample(target.Height, target.Width), value);
            value = net.Add($"up{level}.smooth", new Convolution(Channels[level]), value);
        }
        return Normalised("last", value);
    }

    private int Block(string way, int level, int block, int value)
    {
        value = Residual($"{way}{level}.block{block}", value, Channels[level]);
        return Attends(level, net.ShapeOf(value)) ? Attend($"{way}{level}.attention{block}", value) : value;
    }

    private int Residual(string name, int value, int channels)
    {
        Shape shape = net.ShapeOf(value);
        int shift = net.Add($"{name}.embed", new Convolution(channels, Kernel: 1), Embedding);
        int inner = net.Add($"{name}.conv0", new Convolution(channels), Normalised($"{name}.in", value));
        inner = Normalised($"{name}.out", net.Add($"{name}.shift", new Add(), inner, shift));
        if (Dropout > 0) inner = net.Add($"{name}.dropout", new Dropout(Dropout), inner);
        inner = net.Add($"{name}.conv1", new Convolution(channels, StartsAtZero: true), inner);
        int straight = shape.Channels == channels ? value : net.Add($"{name}.straight", new Convolution(channels, Kernel: 1), value);
        return net.Add($"{name}.sum", new Add(), inner, straight);
    }

    private int Attend(string name, int value)
    {
        int channels = net.ShapeOf(value).Channels;
        int inner = net.Add($"{name}.norm", Norm(channels), value);
        inner = net.Add($"{name}.qkv", new Convolution(channels * 3, Kernel: 1), inner);
        inner = net.Add($"{name}.mix", new Attention(Heads), inner);
        inner = net.Add($"{name}.project", new Convolution(channels, Kernel: 1, StartsAtZero: true), inner);
        return net.Add($"{name}.sum", new Add(), inner, value);
    }

    private int Normalised(string name, int value) =>
        net.Add($"{name}.silu", new SiLU(), net.Add($"{name}.norm", Norm(net.ShapeOf(value).Channels), value));

    private GroupNorm Norm(int channels) => new(GroupNorm.GroupsFor(channels, Groups));
}
