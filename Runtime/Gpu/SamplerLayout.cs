using BfnProcGen.Flows;
using BfnProcGen.Plans;
using BfnProcGen.Sampling;

namespace BfnProcGen.Gpu;

/// <summary>Where things lie in a sampler's buffers, and how large these are: known before anything is allocated.</summary>
internal sealed class SamplerLayout
{
    // Also what a copy from a buffer to an image wants at least.
    private const long Alignment = 16;

    public SamplerLayout(Plan plan, Flow flow, SamplerScope scope)
    {
        Data = SampledData.Of(flow, plan.Network);
        Samples = scope.IsGuided ? plan.Batch / 2 : plan.Batch;
        long state = (long)Samples * Data.State.Count, variables = (long)Samples * Data.Variables;
        ResultBytes = flow.HasLevels ? 1 : sizeof(float);
        OriginWord = ItemWords.Origins(plan.Batch, variables);
        BiasWord = ItemWords.Count(plan.Batch, variables);
        PaletteWord = BiasWord + (scope.HasBias ? state : 0);
        long result = (variables * ResultBytes + 3) / 4 * 4;
        ExportByte = (result + Alignment - 1) / Alignment * Alignment;
        long cells = (long)Samples * Data.State.Area;
        EstimateByte = ExportByte + (scope.Export is null ? 0 : ResultExport.BytesOf(ResultForm.Rgba8, cells));
        // Lanes alone export, and tell what a sample looks like on its way.
        long read = scope.Export is null ? result : EstimateByte + Data.State.Count * sizeof(float);
        CellRows = flow is DiscreteFlow { Rolling: not null } ? scope.Evaluations : 0;
        Extents = new SamplerExtents(scope.Evaluations + (long)CellRows * Data.State.Area, PaletteWord + (scope.Export?.Palette.Length ?? 0), 2 * state, read);
    }

    /// <summary>The kind of data.</summary>
    public SampledData Data { get; }

    /// <summary>Items sampled together.</summary>
    public int Samples { get; }

    /// <summary>Bytes of a variable's result.</summary>
    public int ResultBytes { get; }

    /// <summary>The row of the steps where those of each cell start, or 0 where cells don't take turns.</summary>
    public int CellRows { get; }

    /// <summary>The word of the items where what they vary starts.</summary>
    public long OriginWord { get; }

    /// <summary>The word of the items where biases start.</summary>
    public long BiasWord { get; }

    /// <summary>The word of the items where the palette starts.</summary>
    public long PaletteWord { get; }

    /// <summary>The byte of the results where their other form starts.</summary>
    public long ExportByte { get; }

    /// <summary>The byte of the results where the estimate of the first item starts.</summary>
    public long EstimateByte { get; }

    /// <summary>How large the buffers are.</summary>
    public SamplerExtents Extents { get; }
}
