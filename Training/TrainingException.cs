namespace BfnProcGen.Training;

/// <summary>Training can't start or go on: unusable data, impossible options, a missing device, a loss that is no number, a full disk.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : BfnException(message, inner);
