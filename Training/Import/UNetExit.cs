namespace BfnProcGen.Training.Import;

/// <summary>The linear layer at the exit of a reference U-Net, which gives the parameters of every variable's distribution.</summary>
internal sealed class UNetExit
{
    private const string Name = "output_adapter.output_projection";

    private readonly ReferenceWeights _file;
    private readonly int _colours;
    private readonly bool _isBinary;
    private readonly int[] _shape;

    /// <summary>Reads what a network for images of so many channels returns.</summary>
    public UNetExit(ReferenceWeights file, int colours, bool isBinary)
    {
        (_file, _colours, _isBinary) = (file, colours, isBinary);
        _shape = file.ShapeOf($"{Name}.weight");
        if (_shape is not [var rows, _] || rows % colours != 0)
            throw file.Refused($"'{Name}.weight' has no rows for each of {colours} channels");
        if (isBinary && (colours != 1 || rows != 1))
            throw file.Refused($"a network for binary data turns 1 channel into 1, this one {colours} into {rows}");
    }

    /// <summary>Channels of the result: binary data has a logit for each of two classes.</summary>
    public int Channels => _isBinary ? 2 : _shape[0];

    /// <summary>Gives the network its last layer.</summary>
    public void Map(WeightMap weights)
    {
        float[] matrix = _file.Take($"{Name}.weight", _shape), bias = _file.Take($"{Name}.bias", _shape[0]);
        if (_isBinary)
        {
            weights.Set("last.weight", [.. new float[_shape[1]], .. matrix]);
            weights.Set("last.bias", [0, bias[0]]);
            return;
        }
        // The reference keeps the parameters of a variable together; here all means come first, then all deviations.
        int parameters = _shape[0] / _colours;
        int From(int row) => row % _colours * parameters + row / _colours;
        weights.Set("last.weight", Matrix.Rows(matrix, _shape[0], From));
        weights.Set("last.bias", Matrix.Rows(bias, _shape[0], From));
    }
}
