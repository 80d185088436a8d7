using System.Text.Json.Serialization;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Training;

/// <summary>A network of the paper's experiments (Graves et al. 2023, section 6); none of them knows labels or given cells.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PublishedNetwork>))]
public enum PublishedNetwork
{
    /// <summary><see cref="PublishedUNetRecipe.Mnist"/>.</summary>
    Mnist,

    /// <summary><see cref="PublishedUNetRecipe.Cifar10"/>.</summary>
    Cifar10,

    /// <summary><see cref="TransformerRecipe.Text8"/>.</summary>
    Text8,
}

/// <summary>Wires the published networks for training.</summary>
internal static class PublishedNetworks
{
    /// <summary>Wires a network: its own data, but as many channels, levels, blocks and heads as the options say.</summary>
    /// <exception cref="NetworkException">It is made for other data than this.</exception>
    public static Network Build(this PublishedNetwork network, Corpus corpus, TrainingOptions options)
    {
        Flow flow = corpus.FlowFor(options);
        string wanted = network switch
        {
            PublishedNetwork.Mnist => "images of 28×28 pixels in 2 colours",
            PublishedNetwork.Cifar10 => "images of 32×32 pixels in Rgb",
            _ => "texts of 256 characters out of 27",
        };
        string found = Describe(corpus);
        if (found != wanted)
        {
            throw new NetworkException($"the paper's network for {network} is made for {wanted}; these are {found}. "
                + "Take other data, or train without that configuration.");
        }
        return network switch
        {
            PublishedNetwork.Mnist => UNet(PublishedUNetRecipe.Mnist, options),
            PublishedNetwork.Cifar10 => UNet(PublishedUNetRecipe.Cifar10 with
            {
                OutputChannels = flow is DiscretisedFlow ? 6 : 3,
                TimePeriod = PublishedUNetRecipe.PeriodTo(10000, options.Channels ?? PublishedUNetRecipe.Cifar10.BaseChannels),
            }, options),
            _ => Transformer(TransformerRecipe.Text8, options),
        };
    }

    private static Network UNet(PublishedUNetRecipe recipe, TrainingOptions options)
    {
        int channels = options.Channels ?? recipe.BaseChannels;
        return (recipe with
        {
            BaseChannels = channels,
            Entrance = [.. recipe.Entrance.Select(_ => channels)],
            ExitChannels = channels,
            Multipliers = options.Multipliers ?? recipe.Multipliers,
            Blocks = options.Blocks ?? recipe.Blocks,
            Heads = options.Heads,
            Dropout = options.Dropout!.Value,
        }).Build();
    }

    private static Network Transformer(TransformerRecipe recipe, TrainingOptions options) => (recipe with
    {
        Channels = options.Channels ?? recipe.Channels,
        Blocks = options.Blocks ?? recipe.Blocks,
        Heads = options.Heads,
        Dropout = options.Dropout!.Value,
    }).Build();

    private static string Describe(Corpus corpus)
    {
        (int width, int height) = (corpus.Item.Width, corpus.Item.Height);
        string what = corpus.Format switch
        {
            PaletteFormat palette => $"images of {width}×{height} pixels in {palette.Colours.Count} colours",
            PixelFormat pixels => $"images of {width}×{height} pixels in {pixels.Layout}",
            TextFormat text => $"texts of {width} characters out of {text.ClassNames.Count}",
            _ => $"maps of {width}×{height} of {corpus.Format.ClassNames.Count} tiles",
        };
        return corpus.Labels.Count == 0 ? what : $"{what}, of {corpus.Labels.Count} classes";
    }
}
