using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen.Maps;

/// <summary>What the runs for one map have in common: its size, what is known and banned in it, its seed.</summary>
internal sealed class MapFrame
{
    private readonly SampleRequest _sample;

    /// <exception cref="RequestException">The model makes no tile maps, or the request makes no sense.</exception>
    public MapFrame(Model model, SampleRequest sample)
    {
        if (model.Kind != AssetKind.TileMap) throw new RequestException($"The model makes {model.Kind}, not tile maps.");
        (_sample, Width, Height, Tiles) = (sample, model.Width, model.Height, model.Tiles);
        SampleItem item = sample.ItemFor(model);
        (Known, Bias) = (item.Known, item.Bias);
    }

    public int Width { get; }

    public int Height { get; }

    public int Cells => Width * Height;

    public IReadOnlyList<Tile> Tiles { get; }

    public ulong Seed => _sample.Seed;

    private short[]? Known { get; }

    private float[]? Bias { get; }

    /// <summary>Whether the caller knows a cell.</summary>
    public bool IsKnown(int cell) => Known is { } known && known[cell] >= 0;

    /// <summary>Whether the caller bans a tile from a cell.</summary>
    public bool IsBanned(int cell, int tile) => Bias is { } bias && SampleItem.IsBan(bias[tile * Cells + cell]);

    /// <summary>A run that draws some cells of a map anew and knows the others, in a rolled frame.</summary>
    /// <param name="map">The map.</param>
    /// <param name="isOpen">What is drawn anew, as far as the caller doesn't know it.</param>
    /// <param name="shift">How the map is rolled.</param>
    /// <param name="run">The number of the run.</param>
    /// <param name="adjust">What to change in the biases, in the map's own frame.</param>
    public SampleRequest Redraw(ReadOnlySpan<byte> map, bool[] isOpen, MapShift shift, int run, Action<float[]>? adjust = null)
    {
        var known = new short[Cells];
        for (int i = 0; i < known.Length; i++) known[i] = !isOpen[i] ? map[i] : Known is null ? (short)-1 : Known[i];
        float[]? bias = Bias;
        if (adjust is not null)
        {
            bias = (float[]?)Bias?.Clone() ?? new float[Tiles.Count * Cells];
            adjust(bias);
        }
        return _sample with
        {
            Seed = Noise.SeedOf(Seed, run),
            Known = shift.Roll<short>(known),
            Bias = bias is null ? null : shift.Roll<float>(bias),
            Rules = null,
            Variation = null,
        };
    }
}
