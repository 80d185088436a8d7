using System.Globalization;
using BfnProcGen.Models;

namespace BfnProcGen.Training;

/// <summary>
/// A training run between two steps, whole: with the options and the data it continues exactly as if it had never stopped, since every
/// random number is a function of seed and step.
/// </summary>
internal sealed record Checkpoint
{
    private const string WeightsName = "weights", AverageName = "average", MeanName = "adam.mean", SquareName = "adam.square";

    public required float[] Weights { get; init; }
    public required float[] Average { get; init; }
    public required float[] AdamMean { get; init; }
    public required float[] AdamSquare { get; init; }
    public required TrainingState State { get; init; }

    /// <summary>Hash of the data, which must be the same when resuming.</summary>
    public required string DataHash { get; init; }

    /// <summary>Writes the file whole, or leaves what was there.</summary>
    public void Save(string path)
    {
        try
        {
            SafetensorsFile.Write(path, new Dictionary<string, string>
            {
                ["bfn.checkpoint"] = "1",
                ["bfn.data_hash"] = DataHash,
                ["bfn.step"] = State.Step.ToString(CultureInfo.InvariantCulture),
                ["bfn.horizon"] = State.Horizon.ToString(CultureInfo.InvariantCulture),
                ["bfn.elapsed_seconds"] = Text(State.Elapsed.TotalSeconds),
                ["bfn.loss"] = Text(State.Loss),
                ["bfn.validation_loss"] = Text(State.ValidationLoss ?? double.NaN),
                ["bfn.best_validation_loss"] = Text(State.BestValidationLoss ?? double.NaN),
            },
            [Tensor(WeightsName, Weights), Tensor(AverageName, Average), Tensor(MeanName, AdamMean), Tensor(SquareName, AdamSquare)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException(
                $"The checkpoint {path} can't be written: {e.Message} The checkpoint before it is untouched. "
                + "Make room or check the folder's rights, then resume.", e);
        }

        static SafetensorsTensor Tensor(string name, float[] values) => SafetensorsTensor.Of(name, [values.Length], values);
        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a checkpoint for a network of <paramref name="parameters"/> weights.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, or belongs to another network.</exception>
    public static Checkpoint Load(string path, long parameters)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        double validation = Number("bfn.validation_loss"), best = Number("bfn.best_validation_loss");
        return new Checkpoint
        {
            Weights = Tensor(WeightsName),
            Average = Tensor(AverageName),
            AdamMean = Tensor(MeanName),
            AdamSquare = Tensor(SquareName),
            DataHash = Text("bfn.data_hash"),
            State = new TrainingState
            {
                Step = Count("bfn.step"),
                Horizon = Count("bfn.horizon"),
                Elapsed = TimeSpan.FromSeconds(Seconds("bfn.elapsed_seconds")),
                Loss = Number("bfn.loss"),
                ValidationLoss = double.IsNaN(validation) ? null : validation,
                BestValidationLoss = double.IsNaN(best) ? null : best,
            },
        };

        string Text(string key) => file.Metadata.TryGetValue(key, out string? text)
            ? text
            : throw new ModelFormatException($"{path}: the metadata '{key}' is missing; this is not a checkpoint of BfnProcGen.");

        double Number(string key) => double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new ModelFormatException($"{path}: the metadata '{key}' is '{Text(key)}', which is not a number.");

        int Count(string key) => int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : throw new ModelFormatException($"{path}: the metadata '{key}' is '{Text(key)}', which is not a number of steps.");

        double Seconds(string key) => Number(key) is >= 0 and <= 1e9 and var seconds
            ? seconds
            : throw new ModelFormatException($"{path}: the metadata '{key}' is '{Text(key)}', which is not a time in seconds.");

        float[] Tensor(string name)
        {
            if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor))
                throw new ModelFormatException($"{path}: the tensor '{name}' is missing.");
            float[] values = tensor.ToFloats();
            return values.Length == parameters
                ? values
                : throw new ModelFormatException(
                    $"{path}: the tensor '{name}' has {values.Length} elements; this run's network has {parameters} weights.");
        }
    }
}

/// <summary>The numbers a run carries from step to step.</summary>
internal sealed record TrainingState
{
    public int Step { get; init; }

    /// <summary>The steps that the learning rate is laid out for: as many as asked for, or as many as the time limit leaves.</summary>
    public required int Horizon { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Smoothed training loss; NaN before the first step.</summary>
    public double Loss { get; init; } = double.NaN;

    public double? ValidationLoss { get; init; }
    public double? BestValidationLoss { get; init; }
}
