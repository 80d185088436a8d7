namespace BfnProcGen.Networks;

/// <summary>
/// The U-Net for maps and images (Ronneberger et al. 2015, with the residual blocks of Ho et al. 2020): levels of residual blocks, halved in
/// between, attention where a level is small enough, skips from the way down to the way up, time and class added inside every block, a learned value added for every cell.
/// </summary>
public sealed record UNetRecipe
{
    /// <summary>Channels of the input distribution: K for discrete data, the colour channels for continuous data.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels of the result: K logits, or the parameters of the output distribution.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Number of classes, or 0 for no class embedding.</summary>
    public int Classes { get; init; }

    /// <summary>Channels of the first level.</summary>
    public int BaseChannels { get; init; } = 48;

    /// <summary>Channels of each level as a multiple of <see cref="BaseChannels"/>; its length is the number of levels.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2];

    /// <summary>Residual blocks of each level on the way down.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>A level has attention when it has at most this many cells.</summary>
    public int AttentionCells { get; init; } = 64;

    /// <summary>Heads of every attention.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Dropout inside the residual blocks while training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Wires the network.</summary>
    /// <exception cref="NetworkException">The settings don't give a network.</exception>
    public Network Build()
    {
        if (BaseChannels < 4 || BaseChannels % 4 != 0)
            throw new NetworkException($"The base channels must be a multiple of 4 and at least 4, not {BaseChannels}.");
        if (Multipliers.Count == 0 || Multipliers.Any(m => m < 1) || Blocks < 1)
            throw new NetworkException("A U-Net needs at least one level, one block a level, and positive multipliers.");
        return new Wiring(this).Build();
    }

    private sealed class Wiring(UNetRecipe recipe)
    {
        private readonly NetworkBuilder _net = new();
        private int _embedding;

        public Network Build()
        {
            int value = _net.Add("input", new Concatenate(),
                _net.Add("state", new StateInput(recipe.InputChannels, recipe.Height, recipe.Width)),
                _net.Add("known", new MaskInput(recipe.Height, recipe.Width)));
            _embedding = Embedding();
            value = _net.Add("first", new Convolution(recipe.BaseChannels), value);
            value = _net.Add("placed", new Add(), value,
                _net.Add("position", new PositionEmbedding(recipe.BaseChannels, recipe.Height, recipe.Width)));

            var skips = new Stack<int>([value]);
            int levels = recipe.Multipliers.Count;
            for (int level = 0; level < levels; level++)
            {
                for (int block = 0; block < recipe.Blocks; block++)
                {
                    value = Attend($"down{level}.attention{block}", Residual($"down{level}.block{block}", value, Channels(level)));
                    skips.Push(value);
                }
                if (level == levels - 1) continue;
                value = _net.Add($"down{level}.halve", new Convolution(Channels(level), Stride: 2), value);
                skips.Push(value);
            }

            value = Residual("middle.block0", value, Channels(levels - 1));
            value = Attend("middle.attention", value);
            value = Residual("middle.block1", value, Channels(levels - 1));

            for (int level = levels - 1; level >= 0; level--)
            {
                for (int block = 0; block <= recipe.Blocks; block++)
                {
                    value = _net.Add($"up{level}.skip{block}", new Concatenate(), value, skips.Pop());
                    value = Attend($"up{level}.attention{block}", Residual($"up{level}.block{block}", value, Channels(level)));
                }
                if (level == 0) continue;
                Shape target = _net.ShapeOf(skips.Peek());
                value = _net.Add($"up{level}.double", new Upsample(target.Height, target.Width), value);
                value = _net.Add($"up{level}.smooth", new Convolution(Channels(level)), value);
            }
            _net.Add("last", new Convolution(recipe.OutputChannels, StartsAtZero: true), Normalised("last", value));
            return _net.Build();
        }

        private int Channels(int level) => recipe.BaseChannels * recipe.Multipliers[level];

        // Time, and the class where there are classes, as one vector that every residual block takes.
        private int Embedding()
        {
            int width = recipe.BaseChannels * 4;
            int value = _net.Add("time", new TimeEmbedding(recipe.BaseChannels));
            value = _net.Add("time.linear0", new Convolution(width, Kernel: 1), value);
            value = _net.Add("time.linear1", new Convolution(width, Kernel: 1), _net.Add("time.silu", new SiLU(), value));
            if (recipe.Classes > 0)
                value = _net.Add("time.class", new Add(), value, _net.Add("class", new ClassEmbedding(recipe.Classes, width)));
            return _net.Add("embedding", new SiLU(), value);
        }

        private int Residual(string name, int value, int channels)
        {
            Shape shape = _net.ShapeOf(value);
            int shift = _net.Add($"{name}.embed", new Convolution(channels, Kernel: 1), _embedding);
            int inner = _net.Add($"{name}.conv0", new Convolution(channels), Normalised($"{name}.in", value));
            inner = Normalised($"{name}.out", _net.Add($"{name}.shift", new Add(), inner, shift));
            if (recipe.Dropout > 0) inner = _net.Add($"{name}.dropout", new Dropout(recipe.Dropout), inner);
            inner = _net.Add($"{name}.conv1", new Convolution(channels, StartsAtZero: true), inner);
            int straight = shape.Channels == channels ? value : _net.Add($"{name}.straight", new Convolution(channels, Kernel: 1), value);
            return _net.Add($"{name}.sum", new Add(), inner, straight);
        }

        private int Attend(string name, int value)
        {
            Shape shape = _net.ShapeOf(value);
            if (shape.Area > recipe.AttentionCells) return value;
            int inner = _net.Add($"{name}.norm", new GroupNorm(GroupNorm.GroupsFor(shape.Channels)), value);
            inner = _net.Add($"{name}.qkv", new Convolution(shape.Channels * 3, Kernel: 1), inner);
            inner = _net.Add($"{name}.mix", new Attention(recipe.Heads), inner);
            inner = _net.Add($"{name}.project", new Convolution(shape.Channels, Kernel: 1, StartsAtZero: true), inner);
            return _net.Add($"{name}.sum", new Add(), inner, value);
        }

        private int Normalised(string name, int value)
        {
            int norm = _net.Add($"{name}.norm", new GroupNorm(GroupNorm.GroupsFor(_net.ShapeOf(value).Channels)), value);
            return _net.Add($"{name}.silu", new SiLU(), norm);
        }
    }
}
