using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>How exactly Torch and Vulkan compute what the plain interpreter defines.</summary>
/// <param name="Seeds">Samples drawn by each of them.</param>
/// <param name="Steps">Network evaluations a sample.</param>
/// <param name="Backends">How each of them did.</param>
internal sealed record Agreement(int Seeds, int Steps, IReadOnlyList<BackendAgreement> Backends)
{
    private const int Evaluations = 8, Chunk = 16;

    // An early, a middle and a late state of every sample.
    private static readonly double[] Times = [0.05, 0.3, 0.8];

    /// <summary>Draws the same seeds with all three, the model's classes in turn with none.</summary>
    /// <exception cref="GpuUnavailableException">There is no Vulkan device.</exception>
    public static Agreement Measure(Model model, int seeds, ulong firstSeed, EvaluationPhase phase, CancellationToken cancellation)
    {
        using SampleSource plain = SampleSource.Open(model, Backend.Plain), torch = SampleSource.Open(model, Backend.Torch),
            vulkan = SampleSource.Open(model, Backend.Vulkan);
        return Measure(plain, [torch, vulkan], seeds, firstSeed, "the plain interpreter, Torch and Vulkan", phase, cancellation);
    }

    /// <summary>Draws the same seeds with some sources, the model's classes in turn with none, and compares them with the first.</summary>
    /// <param name="reference">What the others should draw.</param>
    /// <param name="others">Sources of models of the same kind.</param>
    /// <param name="seeds">Samples drawn by each.</param>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="who">What is compared, for people.</param>
    /// <param name="phase">Told what is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Agreement Measure(SampleSource reference, IReadOnlyList<SampleSource> others, int seeds, ulong firstSeed, string who,
        EvaluationPhase phase, CancellationToken cancellation)
    {
        Model model = reference.Model;
        (SampleSource Source, AgreementCount Count)[] backends = [.. others.Select(source => (source, new AgreementCount(source.Device)))];
        var sampler = new PlainSampler(model.Flow, new PlainNetwork(model.Network, model.Weights));
        var request = new DrawRequest(model.SolverFor(Evaluations), Evaluations, firstSeed, seeds);
        phase.Advance($"{who} on {seeds} seeds");
        foreach (int[] chunk in Enumerable.Range(0, seeds).Chunk(Chunk))
        {
            SampleItem[] items = [.. chunk.Select(i => new SampleItem(firstSeed + (ulong)i, Class: i % (model.Classes.Count + 1) - 1))];
            Drawn[] samples = [.. reference.Draw(request, items, cancellation)];
            NetworkInput[] inputs = [.. Inputs(sampler, samples, items)];
            float[][] outputs = reference.Evaluate(inputs);
            foreach ((SampleSource source, AgreementCount count) in backends)
            {
                count.AddSamples(samples, [.. source.Draw(request, items, cancellation)]);
                count.AddOutputs(outputs, source.Evaluate(inputs));
            }
            phase.Advance($"{who} on {seeds} seeds", chunk.Length);
        }
        return new Agreement(seeds, Evaluations, [.. backends.Select(backend => backend.Count.Result())]);
    }

    /// <summary>The figures in words, a line a backend.</summary>
    public IEnumerable<string> Lines(AssetWords words) =>
        Backends.Select(backend => $"Plain interpreter and {backend.Text(words)}")
            .Prepend($"Agreement over {Seeds} seeds at {Steps} evaluations:");

    // States of the flow around the samples.
    private static IEnumerable<NetworkInput> Inputs(PlainSampler sampler, Drawn[] samples, SampleItem[] items)
    {
        foreach (double time in Times)
        foreach ((Drawn sample, SampleItem item) in samples.Zip(items))
        {
            float[] state = sample.Levels is { } levels
                ? sampler.StateAround(levels, time, item.Seed)
                : sampler.StateAround(sample.Values!, time, item.Seed);
            yield return new NetworkInput(sampler.Encode(state), null, time, item.Class);
        }
    }
}
