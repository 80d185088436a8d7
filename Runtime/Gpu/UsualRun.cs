using BfnProcGen.Flows;

namespace BfnProcGen.Gpu;

/// <summary>A run that a model gets ready for at load.</summary>
/// <param name="Table">Its steps.</param>
/// <param name="Rows">What depends on its times and the classes alone.</param>
internal readonly record struct UsualRun(StepTable Table, ConditioningRows Rows);
