namespace BfnProcGen.Networks;

/// <summary>
/// The bidirectional transformer for text, which is a map of one row: learned positions, blocks of attention and a linear pair behind layer
/// norms (Vaswani et al. 2017; norms first, as in GPT-2), time and class added at the entrance, and the exit sees the entrance too.
/// </summary>
public sealed record TransformerRecipe
{
    /// <summary>K, the size of the alphabet: channels of the input distribution and of the result.</summary>
    public required int Symbols { get; init; }

    /// <summary>Characters of a text.</summary>
    public required int Length { get; init; }

    /// <summary>Number of classes, or 0 for no class embedding.</summary>
    public int Classes { get; init; }

    /// <summary>Channels between the blocks.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Blocks.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Heads of every attention.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Dropout behind the entrance and in every branch while training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Known characters enter through a mask channel.</summary>
    public bool TakesKnown { get; init; } = true;

    /// <summary>Frequencies by which time enters, in channels; 0 for the bare number 2t − 1, as in the published network.</summary>
    public int TimeChannels { get; init; } = 64;

    /// <summary>What the noisy text says of each character by itself is added to the result, so that the network adds what the others say.</summary>
    public bool AddsEvidence { get; init; } = true;

    /// <summary>Places that the entrance sees together, an odd number: neighbours mean the same wherever in a text they stand.</summary>
    public int Reach { get; init; } = 5;

    /// <summary>The paper's network for text8, 170 million weights: 256 of 27 characters (section 6.3).</summary>
    public static TransformerRecipe Text8 { get; } = new()
    {
        Symbols = 27, Length = 256, Channels = 768, Blocks = 24, Heads = 12, Dropout = 0, TakesKnown = false, TimeChannels = 0,
        AddsEvidence = false, Reach = 1,
    };

    /// <summary>Wires the network.</summary>
    /// <exception cref="NetworkException">The settings don't give a network.</exception>
    public Network Build()
    {
        if (Symbols < 2 || Length < 1)
            throw new NetworkException($"A transformer needs 2 symbols and 1 character, not {Symbols} and {Length}.");
        if (Channels < 1 || Heads < 1 || Channels % Heads != 0)
            throw new NetworkException($"{Channels} channels don't divide into {Heads} heads.");
        if (Blocks < 1) throw new NetworkException($"A transformer needs at least one block, not {Blocks}.");
        return new Wiring(this).Build();
    }

    private sealed class Wiring(TransformerRecipe recipe)
    {
        // The state comes first of all.
        private const int State = 0;
        private readonly NetworkBuilder _net = new();

        public Network Build()
        {
            int entrance = Entrance(), value = Drop("drop", entrance);
            for (int block = 0; block < recipe.Blocks; block++)
            {
                string name = $"block{block}";
                int inner = _net.Add($"{name}.attention.norm", new LayerNorm(), value);
                inner = Linear($"{name}.attention.qkv", recipe.Channels * 3, inner);
                value = Branch($"{name}.attention", _net.Add($"{name}.attention.mix", new Attention(recipe.Heads), inner), value);
                inner = _net.Add($"{name}.mlp.norm", new LayerNorm(), value);
                inner = Linear($"{name}.mlp.widen", recipe.Channels * 4, inner);
                value = Branch($"{name}.mlp", _net.Add($"{name}.mlp.gelu", new GELU(), inner), value);
            }
            value = _net.Add("last.norm", new LayerNorm(), value);
            value = Linear("last", recipe.Symbols, _net.Add("last.skip", new Concatenate(), value, entrance), startsAtZero: true);
            if (recipe.AddsEvidence) _net.Add("result", new Add(), value, _net.Add("evidence", new LogProbability(), State));
            return _net.Build();
        }

        // The sum of what a text says of itself: its characters, where they are, when it is, and what class is asked for.
        private int Entrance()
        {
            int value = _net.Add("state", new StateInput(recipe.Symbols, 1, recipe.Length));
            if (recipe.TakesKnown) value = _net.Add("input", new Concatenate(), value, _net.Add("known", new MaskInput(1, recipe.Length)));
            value = _net.Add("first", new Convolution(recipe.Channels, Kernel: recipe.Reach), value);
            value = _net.Add("timed", new Add(), value, Time());
            return _net.Add("entrance", new Add(), value, _net.Add("position", new PositionEmbedding(recipe.Channels, 1, recipe.Length, StartsWide: true)));
        }

        private int Time()
        {
            int value;
            if (recipe.TimeChannels == 0) value = Linear("time.linear", recipe.Channels, _net.Add("time", new TimeInput()));
            else
            {
                value = Linear("time.linear0", recipe.Channels, _net.Add("time", new TimeEmbedding(recipe.TimeChannels)));
                value = Linear("time.linear1", recipe.Channels, _net.Add("time.gelu", new GELU(), value));
            }
            return recipe.Classes == 0
                ? value
                : _net.Add("time.class", new Add(), value, _net.Add("class", new ClassEmbedding(recipe.Classes, recipe.Channels)));
        }

        // The end of a residual branch, which starts as "nothing".
        private int Branch(string name, int inner, int value)
        {
            inner = Linear($"{name}.project", recipe.Channels, inner, startsAtZero: true);
            return _net.Add($"{name}.sum", new Add(), Drop($"{name}.dropout", inner), value);
        }

        private int Drop(string name, int value) => recipe.Dropout > 0 ? _net.Add(name, new Dropout(recipe.Dropout), value) : value;

        private int Linear(string name, int channels, int value, bool startsAtZero = false) =>
            _net.Add(name, new Convolution(channels, Kernel: 1, StartsAtZero: startsAtZero), value);
    }
}
