using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Evaluation;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>What the items that a likelihood is measured on are to the model.</summary>
internal enum ItemOrigin
{
    /// <summary>Kept back from its training.</summary>
    KeptBack,

    /// <summary>Set aside by the files themselves: the test set beside a training set.</summary>
    SetAside,

    /// <summary>Trained on, since nothing was kept back.</summary>
    TrainedOn,

    /// <summary>Others than those the model was trained on, as far as it says.</summary>
    Given,
}

/// <summary>The assets that a model is measured against, read as they were for its training.</summary>
internal sealed class EvaluatedAssets
{
    // A gigabyte of memory.
    private const long MostNumbers = 1 << 28;

    private readonly Model _model;
    private readonly Corpus _split;
    private readonly Lazy<Corpus> _all;

    /// <summary>Reads them.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="model">The model.</param>
    /// <param name="bounds">Where files may lie; null for anywhere.</param>
    /// <exception cref="AssetException">The assets have errors, or don't fit the model.</exception>
    public EvaluatedAssets(string path, Model model, AssetBounds? bounds = null)
    {
        _model = model;
        TrainingOptions options = OptionsFor(model);
        AssetSource source = AssetSource.Read(path, options, bounds);
        _split = source.Corpus(options, model);
        _all = new Lazy<Corpus>(() => source.Corpus(options with { Corpus = options.Corpus with { ValidationShare = 0 } }, model));
        Origin = _split.Hash == DataHashOf(model)
            ? _split.Counts.ValidationItems > 0 ? ItemOrigin.KeptBack : ItemOrigin.TrainedOn
            : _all.Value.Counts.ValidationItems > 0 ? ItemOrigin.SetAside : ItemOrigin.Given;
        Count = _split.Counts.TrainingSources + _split.Counts.ValidationSources;
    }

    /// <summary>How many assets there are.</summary>
    public int Count { get; }

    /// <summary>What samples are compared with: everything but what the files themselves set aside.</summary>
    public Corpus Real => _all.Value;

    /// <summary>What <see cref="Unseen"/> are to the model.</summary>
    public ItemOrigin Origin { get; }

    /// <summary>How many items there are to measure a likelihood on.</summary>
    public long UnseenCount => Origin switch
    {
        ItemOrigin.KeptBack => _split.Counts.ValidationItems,
        ItemOrigin.SetAside => _all.Value.Counts.ValidationItems,
        _ => _all.Value.Counts.TrainingItems,
    };

    /// <summary>
    /// At most <paramref name="most"/> items that the model has not been trained on, where there are any, evenly spread over all of them;
    /// never more than fit into a gigabyte.
    /// </summary>
    /// <param name="most">How many.</param>
    /// <param name="labelled">Whether the model is told the items' classes.</param>
    public ItemBatch Unseen(int most, bool labelled)
    {
        int count = (int)Math.Min(most, Math.Max(1, MostNumbers / _split.Item.Count));
        ItemBatch items = Origin switch
        {
            ItemOrigin.KeptBack => _split.KeptBack(count),
            ItemOrigin.SetAside => _all.Value.KeptBack(count),
            _ => _all.Value.Learnt(count),
        };
        // Other assets may have other classes, or the same in another order.
        int[] classes = [.. _split.Labels.Select(label => labelled ? _model.Classes.ToList().IndexOf(label) : -1)];
        return items with { Labels = Array.ConvertAll(items.Labels, label => label < 0 ? -1 : classes[label]) };
    }

    /// <summary>
    /// Bits a character of texts that were kept back, under a 5-gram model of those trained on: what a network's are to be compared with.
    /// Null for anything else.
    /// </summary>
    public double? NGramBits(ItemBatch keptBack)
    {
        if (Origin != ItemOrigin.KeptBack || _split is not DiscreteCorpus { Format: TextFormat format } texts) return null;
        var model = new NGramModel(texts.Training.Maps.Select(map => map.Cells.ToArray()), format.ClassNames.Count, format.HasEnd);
        return model.BitsPerCharacter(Enumerable.Range(0, keptBack.Count)
            .Select(i => Array.ConvertAll(keptBack.Part(i, 1).Values, symbol => (byte)symbol)));
    }

    // How the data was read and split for training, where the model says so; only the model's own size and kind where it doesn't.
    private static TrainingOptions OptionsFor(Model model)
    {
        TrainingOptions options = (StoredOptions(model) ?? new TrainingOptions()) with { Kind = model.Kind };
        return model.Format switch
        {
            TextFormat { HasEnd: true } => options with { Text = options.Text with { Length = model.Width, Window = null } },
            TextFormat => options with { Text = options.Text with { Length = null, Window = model.Width } },
            PixelFormat when model.Flow is DiscretisedFlow { Bins: var bins } =>
                options with { Image = options.Image with { Parameterisation = Parameterisation.Discretised, Bins = bins } },
            PixelFormat => options with { Image = options.Image with { Parameterisation = Parameterisation.Continuous } },
            PaletteFormat => options,
            _ => options with { Corpus = options.Corpus with { Crop = new CropSize(model.Width, model.Height) } },
        };
    }

    private static TrainingOptions? StoredOptions(Model model)
    {
        try
        {
            return Metadata(model, "bfn.training", "options") is { } text ? TrainingOptions.FromJson(text) : null;
        }
        catch (TrainingException)
        {
            // Options of another version.
            return null;
        }
    }

    private static string? DataHashOf(Model model) => Metadata(model, "bfn.data", "hash") is ['"', .. var hash, '"'] ? hash : null;

    // A model that says nothing that can be read says nothing.
    private static string? Metadata(Model model, string key, string property)
    {
        try
        {
            return model.Metadata.TryGetValue(key, out string? json)
                && JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.Object } all
                && all.TryGetProperty(property, out JsonElement value)
                ? value.GetRawText()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
