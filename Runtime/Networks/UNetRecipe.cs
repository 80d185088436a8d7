namespace BfnProcGen.Networks;

/// <summary>
/// The U-Net for maps and images: attention where a level is small enough, known cells through a mask channel, a learned value added for
/// every cell. What lies between the entrance and the exit is <see cref="UNetBody"/>.
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

    /// <summary>The most groups of a norm; fewer where they don't divide its channels.</summary>
    public int Groups { get; init; } = 8;

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

        public Network Build()
        {
            int value = _net.Add("input", new Concatenate(),
                _net.Add("state", new StateInput(recipe.InputChannels, recipe.Height, recipe.Width)),
                _net.Add("known", new MaskInput(recipe.Height, recipe.Width)));
            int embedding = Embedding();
            value = _net.Add("first", new Convolution(recipe.BaseChannels), value);
            value = _net.Add("placed", new Add(), value,
                _net.Add("position", new PositionEmbedding(recipe.BaseChannels, recipe.Height, recipe.Width)));
            var body = new UNetBody(_net)
            {
                Channels = [.. recipe.Multipliers.Select(multiplier => recipe.BaseChannels * multiplier)],
                Blocks = recipe.Blocks,
                Attends = (_, shape) => shape.Area <= recipe.AttentionCells,
                AttendsInTheMiddle = shape => shape.Area <= recipe.AttentionCells,
                Heads = recipe.Heads,
                Groups = recipe.Groups,
                Dropout = recipe.Dropout,
                Embedding = embedding,
            };
            _net.Add("last", new Convolution(recipe.OutputChannels, StartsAtZero: true), body.Wire(value));
            return _net.Build();
        }

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
    }
}
