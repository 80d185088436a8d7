using BfnProcGen.Models;
using BfnProcGen.Sampling;

namespace BfnProcGen.Maps;

/// <summary>
/// What <see cref="MapRules"/> write on: the known tile and the biases of each cell, as <see cref="SampleItem"/> has them.
/// </summary>
internal sealed class RuleSheet
{
    private readonly Model _model;
    private readonly int _width, _height;

    /// <exception cref="RequestException">The model makes no tile maps, or what is given has another size.</exception>
    public RuleSheet(Model model, short[]? known, float[]? bias)
    {
        if (model.Kind != AssetKind.TileMap) throw new RequestException("Rules of tiles are for models of tile maps.");
        (_model, _width, _height) = (model, model.Width, model.Height);
        int cells = _width * _height, all = cells * model.Tiles.Count;
        if (known is not null && known.Length != cells)
            throw new RequestException($"The model makes {cells} cells; {known.Length} known cells were given.");
        if (bias is not null && bias.Length != all)
        {
            throw new RequestException(
                $"A bias of {model.Tiles.Count} tiles and {cells} cells holds {all} numbers; {bias.Length} were given.");
        }
        Known = (short[]?)known?.Clone();
        Bias = (float[]?)bias?.Clone();
    }

    /// <summary>The tile of each known cell and −1 for each other; null while nothing is known.</summary>
    public short[]? Known { get; private set; }

    /// <summary>[tiles, cells]; null while there is none.</summary>
    public float[]? Bias { get; private set; }

    public void Know(CellArea area, TileChoice tile)
    {
        short index = (short)tile.IndexIn(_model.Tiles);
        area.Require(_width, _height);
        short[] known = StartKnown();
        for (int y = area.Y; y < area.Y + area.Height; y++)
        for (int x = area.X; x < area.X + area.Width; x++) known[y * _width + x] = index;
    }

    public void Keep(TileMap map, IReadOnlyList<CellArea> except)
    {
        if ((map.Width, map.Height) != (_width, _height))
            throw new RequestException($"The model makes maps of {_width}×{_height}; one of {map.Width}×{map.Height} can't be kept.");
        foreach (CellArea area in except) area.Require(_width, _height);
        short[] known = StartKnown();
        for (int y = 0; y < _height; y++)
        for (int x = 0; x < _width; x++)
            if (!except.Any(area => area.Contains(x, y))) known[y * _width + x] = map[x, y];
    }

    public void Weigh(TileChoice tile, double weight, IReadOnlyList<CellArea> areas)
    {
        int index = tile.IndexIn(_model.Tiles);
        foreach (CellArea area in areas) area.Require(_width, _height);
        Bias ??= new float[_model.Tiles.Count * _width * _height];
        float bias = weight == 0 ? SampleItem.Ban : (float)Math.Log(weight);
        for (int y = 0; y < _height; y++)
        for (int x = 0; x < _width; x++)
            if (areas.Count == 0 || areas.Any(area => area.Contains(x, y))) Bias[(index * _height + y) * _width + x] += bias;
    }

    /// <summary>Refuses known tiles that are banned where they are known.</summary>
    /// <exception cref="RequestException">Names the tile and the first such cell.</exception>
    public void CheckContradictions()
    {
        if (Known is null || Bias is null) return;
        for (int cell = 0; cell < Known.Length; cell++)
        {
            int tile = Known[cell];
            if (tile < 0 || tile >= _model.Tiles.Count || !SampleItem.IsBan(Bias[tile * Known.Length + cell])) continue;
            throw new RequestException($"{TileChoice.Shown(_model.Tiles[tile])} is known in the cell of column {cell % _width} and row "
                + $"{cell / _width}, and banned there: let the cell be drawn, or ban the tile in other areas only.");
        }
    }

    private short[] StartKnown()
    {
        if (Known is null) Array.Fill(Known = new short[_width * _height], (short)-1);
        return Known;
    }
}
