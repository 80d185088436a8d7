using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Tests.Plans;

/// <summary>Follows a plan on a plain array, each step with the operations that define it, and poisons memory that nothing has written.</summary>
internal static class PlainPlan
{
    public static float[][] Evaluate(Plan plan, Dictionary<string, float[]> weights, NetworkInput[] items)
    {
        var arena = new float[plan.ArenaSize];
        Array.Fill(arena, float.NaN);
        var network = new PlainNetwork(plan.Network, weights);
        float[][] rows = [.. items.Select(item =>
        {
            float[]?[] values = network.Evaluate(item, plan.ConditioningNodes);
            var row = new float[plan.ConditioningWidth];
            foreach ((int node, int offset) in plan.ConditioningOffsets) values[node]!.CopyTo(row, offset);
            return row;
        })];
        foreach ((int node, View view) in plan.Constants) Write(view, 0, network.Evaluate(items[0], [node])[node]!);
        for (int b = 0; b < items.Length; b++)
        {
            Write(plan.State, b, items[b].State);
            if (plan.Mask is { } mask) Write(mask, b, items[b].Known!);
        }
        foreach (PlanStep step in plan.Steps)
            for (int b = 0; b < items.Length; b++) Do(step, b, rows[b]);
        return [.. items.Select((_, b) => Read(plan.Output, b))];

        float[] Read(View view, int item) => arena.AsSpan(view.Offset + item * view.ItemStride, view.Shape.Count).ToArray();

        void Write(View view, int item, float[] values) => values.CopyTo(arena, view.Offset + item * view.ItemStride);

        void Do(PlanStep step, int b, float[] row)
        {
            switch (step)
            {
                case ConvolutionStep s:
                    float[] result = Run(new Convolution(s.Target.Shape.Channels, s.Kernel, s.Stride), s.Target.Shape,
                        [Read(s.Source, b)], [s.Source.Shape], [weights[s.Weights + ".weight"], weights[s.Weights + ".bias"]]);
                    if (s.Conditioning is { } offset) result = AddVector(result, s.Target.Shape, row, offset);
                    if (s.Residual is { } residual) result = [.. result.Zip(Read(residual, b), (x, y) => x + y)];
                    Write(s.Target, b, result);
                    break;
                case GroupNormStep s:
                    float[] normalised = Run(new GroupNorm(s.Groups), s.Target.Shape, [Read(s.Source, b)], [s.Source.Shape],
                        [weights[s.Weights + ".weight"], weights[s.Weights + ".bias"]]);
                    Write(s.Target, b, s.Activate ? Run(new SiLU(), s.Target.Shape, normalised) : normalised);
                    break;
                case LayerNormStep s:
                    Write(s.Target, b, Run(new LayerNorm(), s.Target.Shape, [Read(s.Source, b)], [s.Source.Shape],
                        [weights[s.Weights + ".weight"], weights[s.Weights + ".bias"]]));
                    break;
                case AttentionStep s: Write(s.Target, b, Run(new Attention(s.Heads), s.Target.Shape, [Read(s.Source, b)], [s.Source.Shape], [])); break;
                case UpsampleStep s:
                    Write(s.Target, b, Run(new Upsample(s.Target.Shape.Height, s.Target.Shape.Width), s.Target.Shape, [Read(s.Source, b)], [s.Source.Shape], []));
                    break;
                case SiLUStep s: Write(s.Target, b, Run(new SiLU(), s.Target.Shape, Read(s.Source, b))); break;
                case GELUStep s: Write(s.Target, b, Run(new GELU(), s.Target.Shape, Read(s.Source, b))); break;
                case LogProbabilityStep s: Write(s.Target, b, Run(new LogProbability(), s.Target.Shape, Read(s.Source, b))); break;
                case FourierFeaturesStep s:
                    var waves = new FourierFeatures(s.First, s.Target.Shape.Channels / s.Source.Shape.Channels / 2);
                    Write(s.Target, b, Run(waves, s.Target.Shape, [Read(s.Source, b)], [s.Source.Shape], []));
                    break;
                case CopyStep s: Write(s.Target, b, Read(s.Source, b)); break;
                case AddStep { Second: { } second } s:
                    Write(s.Target, b, Run(new Add(), s.Target.Shape, [Read(s.Source, b), Read(second, b)], [s.Source.Shape, second.Shape], []));
                    break;
                case AddStep s: Write(s.Target, b, AddVector(Read(s.Source, b), s.Target.Shape, row, s.Conditioning!.Value)); break;
                default: throw new NotSupportedException(step.GetType().Name);
            }
        }
    }

    private static float[] AddVector(float[] x, Shape shape, float[] row, int offset) => [.. x.Select((value, i) => value + row[offset + i / shape.Area])];

    private static float[] Run(Operation operation, Shape shape, float[] input) => Run(operation, shape, [input], [shape], []);

    private static float[] Run(Operation operation, Shape target, float[][] inputs, Shape[] shapes, float[][] parameters)
    {
        var output = new float[target.Count];
        operation.Evaluate(new Evaluation { Inputs = inputs, Shapes = shapes, Parameters = parameters, Output = output, Shape = target, Given = default });
        return output;
    }
}
