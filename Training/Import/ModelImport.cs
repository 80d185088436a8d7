using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;

namespace BfnProcGen.Training.Import;

/// <summary>The networks of the reference implementation that can be imported.</summary>
public enum ReferenceNetwork
{
    /// <summary>A U-Net for black and white images (binary MNIST).</summary>
    UNetBinary,

    /// <summary>A U-Net for images whose channels are numbers (CIFAR-10).</summary>
    UNetRgb,

    /// <summary>The bidirectional transformer (text8).</summary>
    Transformer,
}

/// <summary>Makes a model of a weights file of the reference implementation, which itself holds neither flow nor alphabet.</summary>
public sealed record ModelImport
{
    // What the paper used for text8: a space, then the letters.
    private const string Text8 = " abcdefghijklmnopqrstuvwxyz";

    private static readonly Rgba Black = new(0, 0, 0, 255), White = new(255, 255, 255, 255);

    /// <summary>Which network the weights belong to.</summary>
    public required ReferenceNetwork Network { get; init; }

    /// <summary>Heads of every attention; null takes the number from the file's metadata.</summary>
    public int? Heads { get; init; }

    /// <summary>β₁ of discrete data; null is the paper's: 9 for binary images, 0.5625 for text8.</summary>
    public double? Beta1 { get; init; }

    /// <summary>σ₁ of images whose channels are numbers; null is the paper's: √0.001 for 16 bins, else 0.001.</summary>
    public double? Sigma1 { get; init; }

    /// <summary>Bins of a colour channel, where the network predicts deviations too.</summary>
    public int Bins { get; init; } = 256;

    /// <summary>The characters of a text in their order; null is that of text8.</summary>
    public string? Alphabet { get; init; }

    /// <summary>Reads the weights.</summary>
    /// <exception cref="ModelFormatException">The file holds something else; says what.</exception>
    /// <exception cref="RequestException">The flow or the alphabet doesn't fit.</exception>
    public Model Read(string path)
    {
        if (Beta1 is { } beta && !(beta > 0 && double.IsFinite(beta))) throw new RequestException($"β₁ must be positive, not {beta}.");
        if (Sigma1 is { } sigma && !(sigma is > 0 and < 1)) throw new RequestException($"σ₁ must lie between 0 and 1, not {sigma}.");
        if (Bins is < 2 or > 256) throw new RequestException($"A colour channel has 2 to 256 bins, not {Bins}.");
        ImportedNetwork imported = Network == ReferenceNetwork.Transformer
            ? TransformerImport.Read(path, Heads)
            : UNetImport.Read(path, Network == ReferenceNetwork.UNetBinary, Heads);
        int symbols = imported.Network.State.Channels;
        return Network switch
        {
            ReferenceNetwork.UNetBinary => Make(new DiscreteFlow(2, Beta1 ?? 9), new PaletteFormat([Black, White])),
            ReferenceNetwork.UNetRgb => Make(Colours(imported.Network), Pixels(imported.Network)),
            _ => Make(Letters(symbols), new TextFormat(Characters(symbols), HasEnd: false)),
        };

        Model Make(Flow flow, AssetFormat format) =>
            new() { Format = format, Flow = flow, Network = imported.Network, Weights = imported.Weights };
    }

    private ContinuousFlow Colours(Network network)
    {
        double sigma = Sigma1 ?? (Bins == 16 ? Math.Sqrt(1e-3) : 1e-3);
        int parameters = network.Output.Channels / network.State.Channels;
        return parameters switch
        {
            1 => new ContinuousFlow(sigma),
            2 => new DiscretisedFlow(sigma, Bins),
            _ => throw new ModelFormatException($"The network returns {parameters} numbers for each one it sees; 1 or 2 are possible."),
        };
    }

    private static PixelFormat Pixels(Network network) => Enum.IsDefined((PixelChannels)network.State.Channels)
        ? new PixelFormat((PixelChannels)network.State.Channels, BitDepth: 8)
        : throw new ModelFormatException($"The network is for pixels of {network.State.Channels} channels; 1 to 4 are possible.");

    private DiscreteFlow Letters(int symbols) => new(symbols, Beta1 ?? (symbols == Text8.Length
        ? 0.5625
        : throw new RequestException($"The network knows {symbols} characters, not the {Text8.Length} of text8: β₁ must be given.")));

    private string[] Characters(int symbols)
    {
        string[] characters = [.. (Alphabet ?? Text8).EnumerateRunes().Select(rune => rune.ToString())];
        if (characters.Length != symbols)
            throw new RequestException($"The network knows {symbols} characters; the alphabet has {characters.Length}.");
        return characters.Distinct().Count() == symbols ? characters : throw new RequestException("The alphabet has a character twice.");
    }
}
