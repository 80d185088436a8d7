using System.Text.Json.Serialization;

namespace BfnProcGen.Training;

/// <summary>What becomes of the learning rate once it has risen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningRateSchedule>))]
public enum LearningRateSchedule
{
    /// <summary>It falls to zero along a cosine: a model that is as good as its steps allow.</summary>
    Cosine,

    /// <summary>It stays, as in the paper: training that may go on for as long as one likes.</summary>
    Constant,
}
