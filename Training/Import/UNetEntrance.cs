namespace BfnProcGen.Training.Import;

/// <summary>
/// The linear layers at the entrance of a reference U-Net. There the first is a layer on [pixel, 2t − 1, position codes]; here its columns
/// are a layer on pixels, one on time, and, since the codes never change, a value for every channel of every pixel.
/// </summary>
internal sealed class UNetEntrance
{
    /// <summary>The table of position codes, a row a pixel, which every file holds, needed or not.</summary>
    public const string Positions = "input_adapter.pos_feats";

    private readonly ReferenceWeights _file;
    private readonly string[] _names;

    /// <summary>Reads what the shapes say.</summary>
    public UNetEntrance(ReferenceWeights file)
    {
        _file = file;
        _names = [.. new[] { "input_adapter.output_projection", "input_projection" }.Where(name => file.Has($"{name}.weight"))];
        if (_names.Length == 0) throw file.Refused("there is no linear layer at its entrance");
        Layers = [.. _names.Select(name => file.ShapeOf($"{name}.weight")[0])];
        int columns = file.ShapeOf($"{_names[0]}.weight")[^1];
        int codes = file.ShapeOf(Positions)[^1];
        HasPlaces = columns > 1 + codes;
        Channels = columns - 1 - (HasPlaces ? codes : 0);
        Side = SideOf(file);
        if (Channels < 1) throw file.Refused($"'{_names[0]}.weight' has {columns} columns, too few for a pixel and time");
    }

    /// <summary>Channels of a pixel.</summary>
    public int Channels { get; }

    /// <summary>Rows and columns of an image.</summary>
    public int Side { get; }

    /// <summary>Whether position codes enter.</summary>
    public bool HasPlaces { get; }

    /// <summary>Channels of each layer.</summary>
    public int[] Layers { get; }

    /// <summary>Rows and columns of the square images that a table of position codes is for.</summary>
    public static int SideOf(ReferenceWeights file)
    {
        if (file.ShapeOf(Positions) is not [.., var pixels, _]) throw file.Refused($"'{Positions}' is not a table");
        int side = (int)Math.Round(Math.Sqrt(pixels));
        return side * side == pixels ? side : throw file.Refused($"{pixels} pixels are no square image");
    }

    /// <summary>Gives the network its weights; binary data has a second input channel, which nothing takes.</summary>
    public void Map(WeightMap weights, bool isBinary)
    {
        int rows = Layers[0], codes = _file.ShapeOf(Positions)[^1];
        float[] matrix = _file.Take($"{_names[0]}.weight", rows, Channels + 1 + (HasPlaces ? codes : 0));
        float[] pixel = Matrix.Columns(matrix, rows, 0, Channels);
        weights.Set("entrance0.weight", isBinary ? [.. pixel.SelectMany(weight => new[] { weight, 0 })] : pixel);
        weights.Copy(_names[0], "entrance0", "bias");
        weights.Set("entrance0.time.weight", Matrix.Columns(matrix, rows, Channels, 1));
        weights.SetZero("entrance0.time.bias");
        if (HasPlaces)
        {
            float[] table = _file.Take(Positions, _file.ShapeOf(Positions));
            float[] taken = Matrix.Columns(matrix, rows, Channels + 1, codes);
            weights.Set("position.weight", Matrix.Product(taken, Matrix.Transposed(table, table.Length / codes), codes));
        }
        else _file.Ignore(Positions);
        if (_names.Length > 1) weights.Copy(_names[1], "entrance1");
    }
}
