using BfnProcGen.Flows;
using BfnProcGen.Models;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>How exactly Vulkan computes what the plain interpreter defines.</summary>
/// <param name="Seeds">Maps drawn by both.</param>
/// <param name="Steps">Network evaluations a map.</param>
/// <param name="EqualTiles">Share of tiles that are equal.</param>
/// <param name="EqualMaps">Share of maps that are equal in every tile.</param>
/// <param name="OutputError">Largest difference between network outputs, relative to the largest output, over
/// all items and three times.</param>
/// <param name="Device">The Vulkan device.</param>
internal sealed record BackendAgreement(int Seeds, int Steps, double EqualTiles, double EqualMaps, double OutputError, string Device)
{
    public static BackendAgreement Measure(Model model, int seeds, ulong firstSeed, CancellationToken cancellation)
    {
        const int Evaluations = 8, Chunk = 16;
        if (model.Flow is not DiscreteFlow flow)
            throw new RequestException("--agreement compares classes, which this model doesn't have; leave it out.");
        var plain = new PlainNetwork(model.Network, model.Weights);
        var sampler = new PlainSampler(flow, plain);
        StepTable table = flow.Steps(model.SolverFor(Evaluations), Evaluations);
        using GpuDevice device = GpuDevice.Open();
        using var generator = new Generator(device, model);
        long equalTiles = 0, equalMaps = 0;
        double error = 0;
        for (int at = 0; at < seeds; at += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            SampleItem[] items = [.. Enumerable.Range(at, Math.Min(Chunk, seeds - at)).Select(i => new SampleItem(firstSeed + (ulong)i))];
            byte[][] expected = sampler.Sample(table, items);
            IReadOnlyList<Sample> found = generator.SampleBatch(items, Evaluations);
            for (int i = 0; i < items.Length; i++)
            {
                int equal = 0;
                for (int cell = 0; cell < expected[i].Length; cell++)
                {
                    if (found[i].Levels[cell] == expected[i][cell]) equal++;
                }
                equalTiles += equal;
                equalMaps += equal == expected[i].Length ? 1 : 0;
            }
            error = Math.Max(error, OutputErrorOf(plain, sampler, generator, expected, items));
        }
        double tiles = (double)equalTiles / seeds / (model.Width * model.Height), maps = (double)equalMaps / seeds;
        return new BackendAgreement(seeds, Evaluations, tiles, maps, error, device.Name);
    }

    public override string ToString() =>
        $"Plain interpreter and Vulkan ({Device}) over {Seeds} seeds at {Steps} evaluations: "
        + $"{EqualTiles:P3} of tiles and {EqualMaps:P1} of maps equal, largest relative difference of outputs {OutputError:0.0e+0}";

    // States of the flow around the maps that were drawn, at an early, a middle and a late time.
    private static double OutputErrorOf(PlainNetwork plain, PlainSampler sampler, Generator generator, byte[][] maps, SampleItem[] items)
    {
        double error = 0;
        foreach (double time in new[] { 0.05, 0.3, 0.8 })
        {
            NetworkInput[] inputs = [.. maps.Select((map, i) =>
                new NetworkInput(sampler.Encode(sampler.StateAround(map, time, items[i].Seed), null), null, time))];
            foreach ((float[] expected, float[] found) in plain.Evaluate(inputs).Zip(generator.Evaluate(inputs)))
            {
                float largest = expected.Max(Math.Abs);
                for (int e = 0; e < expected.Length; e++) error = Math.Max(error, Math.Abs(expected[e] - found[e]) / largest);
            }
        }
        return error;
    }
}
