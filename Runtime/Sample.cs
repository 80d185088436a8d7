using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen;

/// <summary>What one seed gave: all that a model draws at once, or a chunk of a world.</summary>
public sealed class Sample
{
    private readonly Model _model;
    private readonly int _width, _height;
    private readonly byte[]? _levels;
    private float[]? _values;
    private TileMap? _tiles;

    internal Sample(Model model, ulong seed, byte[]? levels, float[]? values)
        : this(model, seed, levels, values, model.Width, model.Height)
    {
    }

    internal Sample(Model model, ulong seed, byte[]? levels, float[]? values, int width, int height) =>
        (_model, Seed, _levels, _values, _width, _height) = (model, seed, levels, values, width, height);

    /// <summary>The seed, which gives the same result with the same model, solver and number of steps, alone or in any batch.</summary>
    public ulong Seed { get; }

    /// <summary>The model that drew it.</summary>
    internal Model Model => _model;

    /// <summary>Whether there are <see cref="Levels"/>.</summary>
    internal bool HasLevels => _levels is not null;

    /// <summary>Whether the data is discrete.</summary>
    internal bool IsDiscrete => _model.Flow is DiscreteFlow;

    /// <summary>The map, of a model of tile maps.</summary>
    /// <exception cref="RequestException">The model makes something else.</exception>
    public TileMap Tiles => _tiles ??= _model.Kind == AssetKind.TileMap
        ? new TileMap(_width, _height, _levels!)
        : throw new RequestException($"The model makes {Made}, not tile maps: use {Instead}.");

    /// <summary>The picture, of a model of images; made anew at every call.</summary>
    /// <exception cref="RequestException">The model makes something else.</exception>
    public Image Image => _model.Kind == AssetKind.Image
        ? Image.Of(_model.Format, _model.Flow, _width, _height, _levels, _values)
        : throw new RequestException($"The model makes {Made}, not images: use {Instead}.");

    /// <summary>The text, of a model of texts.</summary>
    /// <exception cref="RequestException">The model makes something else.</exception>
    public string Text => _model.Format is TextFormat text
        ? text.Decode(_levels)
        : throw new RequestException($"The model makes {Made}, not text: use {Instead}.");

    /// <summary>
    /// The raw result of discrete data, the class of every cell, row after row; and of discretised data, the bin of every variable,
    /// [channels, height, width].
    /// </summary>
    /// <exception cref="RequestException">The model makes continuous data.</exception>
    public ReadOnlySpan<byte> Levels => _levels
        ?? throw new RequestException($"The model makes {Made} of continuous values: use {nameof(Values)}.");

    /// <summary>
    /// The raw result of continuous and discretised data, values in [−1, 1] as [channels, height, width]; those of discretised data are
    /// bins' centres.
    /// </summary>
    /// <exception cref="RequestException">The model makes discrete data.</exception>
    public ReadOnlySpan<float> Values => _values ??= _model.Flow is DiscretisedFlow
        ? SampledData.Of(_model.Flow, _model.Network).TargetOf(_levels!)
        : throw new RequestException($"The model makes {Made} of discrete classes: use {Instead}, or {nameof(Levels)}.");

    private string Instead => _model.Kind switch
    {
        AssetKind.TileMap => nameof(Tiles),
        AssetKind.Image => nameof(Image),
        _ => nameof(Text),
    };

    private string Made => _model.Kind switch
    {
        AssetKind.TileMap => "tile maps",
        AssetKind.Image => "images",
        _ => "text",
    };
}
