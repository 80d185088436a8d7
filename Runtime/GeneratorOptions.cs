namespace BfnProcGen;

/// <summary>What a <see cref="Generator"/> gets ready when it loads a model, so that nothing is made later.</summary>
public sealed record GeneratorOptions
{
    /// <summary>
    /// How many generations can be under way at once (<see cref="Generator.Begin"/>, <see cref="Generator.SampleAsync"/>,
    /// <see cref="Generator.Record"/>). Each has buffers of its own; they share the weights. 0 for programs that only draw batches: loading is quicker then.
    /// </summary>
    public int Generations { get; init; } = 1;

    /// <summary>The most network evaluations of a generation.</summary>
    public int MostSteps { get; init; } = 128;

    /// <summary>The number of evaluations that is used most: what depends on time alone is computed for it at load.</summary>
    public int UsualSteps { get; init; } = 8;

    /// <summary>
    /// Requests with other numbers of steps, solvers, guidance or times to start from (<see cref="Variation"/>) that are usual as well: what
    /// depends on time alone is computed for them at load; seeds, classes and what is known don't matter. For others it is computed beside
    /// the first frames, when the generation begins, and kept for the next; <see cref="Generator.Record"/> waits for it.
    /// </summary>
    public IReadOnlyList<SampleRequest> UsualRequests { get; init; } = [];

    /// <summary>
    /// Whether generations may be guided (<see cref="SampleRequest.Guidance"/>), which takes about three times the memory each.
    /// </summary>
    public bool Guidance { get; init; }

    /// <summary>
    /// The most bytes of device memory to take; null for what the device has. <see cref="Generator.EstimateMemory"/> tells what is needed.
    /// Batches are drawn in smaller parts where they would exceed it.
    /// </summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Refuses numbers that make no sense.</summary>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(UsualRequests);
        foreach (SampleRequest request in UsualRequests) ArgumentNullException.ThrowIfNull(request, nameof(UsualRequests));
        if (Generations < 0) throw new RequestException($"The number of generations must be 0 or more, not {Generations}.");
        if (MostSteps < 1) throw new RequestException($"The most steps must be 1 or more, not {MostSteps}.");
        if (UsualSteps < 1 || UsualSteps > MostSteps)
            throw new RequestException($"The usual steps must be from 1 to {MostSteps} ({nameof(MostSteps)}), not {UsualSteps}.");
    }
}
