using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>A plan that runs one kernel or few. Tests compare it with the plain operations; <c>bfn bench</c> times some of them.</summary>
internal sealed record KernelCase(string Kernel, string Name, Plan Plan)
{
    public override string ToString() => $"{Kernel}: {Name}";
}

/// <summary>
/// Every kernel that computes a step of a plan, on odd extents, several batches and all that can be fused into it, in hand-made plans on
/// strided views, whose networks only name the weights; and what <see cref="SpeedCases"/> times.
/// </summary>
internal static class KernelCases
{
    // Rows and columns: the project's maps, halved maps, odd and tiny ones, one row, one cell.
    private static readonly (int Height, int Width)[] Extents = [(16, 11), (8, 6), (14, 28), (5, 7), (3, 3), (1, 13), (1, 1)];

    public static IEnumerable<KernelCase> All => [
        .. SpeedCases.All,
        .. Convolutions(), .. GroupNorms(), .. Attentions(), .. Upsamples(), .. LayerNorms(), .. Waves(),
        .. Simple("gelu", (from, to) => new GELUStep(from, to) { Node = "op" }),
        .. Simple("log_probability", (from, to) => new LogProbabilityStep(from, to) { Node = "op" }),
        .. Simple("silu", (from, to) => new SiLUStep(from, to) { Node = "op" }),
        .. Simple("copy", (from, to) => new CopyStep(from, to) { Node = "op" }), .. Adds()];

    private static IEnumerable<KernelCase> Convolutions()
    {
        int number = 0;
        foreach (int kernel in new[] { 1, 3, 5, 7 })
        foreach (int stride in new[] { 1, 2 })
        foreach (int _ in Enumerable.Range(0, 3))
        {
            (int height, int width) = Extents[number % Extents.Length];
            yield return Convolution(new Shape(3 + number % 4, height, width), new[] { 2, 10, 18 }[number % 3], kernel, stride, 1 + number % 3 * 2, number % 4);
            number++;
        }
        for (int flags = 0; flags < 4; flags++) yield return Convolution(new Shape(8, 5, 7), 12, 3, 1, 2, flags);
        yield return Convolution(new Shape(48, 16, 11), 48, 3, 1, 3, 2);
        yield return Convolution(new Shape(96, 8, 6), 288, 1, 1, 9, 0);
    }

    private static KernelCase Convolution(Shape source, int channels, int kernel, int stride, int batch, int flags)
    {
        bool condition = (flags & 1) != 0, residual = (flags & 2) != 0;
        var net = new NetworkBuilder();
        int state = net.Add("state", new StateInput(source.Channels, source.Height, source.Width));
        int time = net.Add("time", new TimeEmbedding(channels));
        int op = net.Add("op", new Convolution(channels, kernel, stride), state);
        Shape target = net.ShapeOf(op);

        var arena = new ArenaSketch(batch);
        View given = arena.Place(new Shape(1, 1, source.Count + target.Count)), to = arena.Place(target);
        View from = given with { Shape = source };
        var convolution = new ConvolutionStep(from, to, kernel, stride)
        {
            Node = "op",
            Level = 1,
            Weights = "op",
            Conditioning = condition ? 3 : null,
            Residual = residual ? given with { Shape = target, Offset = given.Offset + source.Count } : null,
        };
        string fused = string.Concat(condition ? " vector" : "", residual ? " residual" : "");
        return new KernelCase("convolution", $"{source} to {channels}, kernel {kernel}, stride {stride}, batch {batch}{fused}", new Plan
        {
            Network = net.Build(), Batch = batch, Steps = [convolution], ArenaSize = arena.Size,
            State = given, Mask = null, Output = to,
            ConditioningNodes = [time], ConditioningOffsets = new Dictionary<int, int> { [time] = 3 }, ConditioningWidth = channels + 5,
        });
    }

    private static IEnumerable<KernelCase> GroupNorms()
    {
        foreach ((int height, int width) in Extents)
        foreach ((int channels, int groups, int batch, bool activate) in new[] { (8, 2, 1, false), (6, 2, 4, true), (5, 1, 3, false) })
        {
            var shape = new Shape(channels, height, width);
            var net = new NetworkBuilder();
            net.Add("op", new GroupNorm(groups), net.Add("state", new StateInput(channels, height, width)));
            var arena = new ArenaSketch(batch);
            View from = arena.Place(shape), to = arena.Place(shape);
            yield return new KernelCase("group_norm", $"{shape}, {groups} groups, batch {batch}{(activate ? " silu" : "")}",
                Plan(net.Build(), batch, from, to, arena.Size,
                    new GroupNormStep(from, to, groups, activate) { Node = "op", Weights = "op", Level = 1 }));
        }
    }

    private static IEnumerable<KernelCase> LayerNorms()
    {
        foreach ((int channels, int height, int width, int batch) in new[]
                 { (768, 1, 256, 1), (48, 1, 24, 3), (5, 3, 7, 2), (2, 1, 1, 5), (1, 1, 13, 1) })
        {
            var shape = new Shape(channels, height, width);
            var net = new NetworkBuilder();
            net.Add("op", new LayerNorm(), net.Add("state", new StateInput(channels, height, width)));
            var arena = new ArenaSketch(batch);
            View from = arena.Place(shape), to = arena.Place(shape);
            yield return new KernelCase("layer_norm", $"{shape}, batch {batch}",
                Plan(net.Build(), batch, from, to, arena.Size, new LayerNormStep(from, to) { Node = "op", Weights = "op", Level = 1 }));
        }
    }

    private static IEnumerable<KernelCase> Waves()
    {
        foreach ((int height, int width) in Extents)
        {
            var source = new Shape(3, height, width);
            var arena = new ArenaSketch(2);
            View from = arena.Place(source), to = arena.Place(source with { Channels = 18 });
            yield return new KernelCase("fourier_features", $"{source}",
                Plan(StateOnly(source), 2, from, to, arena.Size, new FourierFeaturesStep(from, to, 4) { Node = "op", Level = 1 }));
        }
    }

    private static IEnumerable<KernelCase> Attentions()
    {
        foreach ((int height, int width, int heads, int perHead, int batch) in new[]
                 { (8, 6, 4, 24, 3), (5, 7, 2, 5, 2), (1, 1, 1, 3, 1), (16, 11, 3, 8, 1), (3, 3, 1, 80, 2), (1, 13, 2, 1, 5),
                   (1, 256, 12, 64, 1), (1, 33, 1, 256, 1) })
        {
            var shape = new Shape(3 * heads * perHead, height, width);
            var net = new NetworkBuilder();
            net.Add("op", new Attention(heads), net.Add("state", new StateInput(shape.Channels, height, width)));
            var arena = new ArenaSketch(batch);
            View from = arena.Place(shape), to = arena.Place(shape with { Channels = heads * perHead });
            yield return new KernelCase("attention", $"{shape}, {heads} heads, batch {batch}",
                Plan(net.Build(), batch, from, to, arena.Size, new AttentionStep(from, to, heads) { Node = "op", Level = 1 }));
        }
    }

    private static IEnumerable<KernelCase> Upsamples()
    {
        foreach ((int height, int width) in Extents)
        {
            var source = new Shape(3, (height + 1) / 2, (width + 1) / 2);
            var arena = new ArenaSketch(2);
            View from = arena.Place(source), to = arena.Place(new Shape(3, height, width));
            yield return new KernelCase("upsample", $"{source} to {height}×{width}",
                Plan(StateOnly(source), 2, from, to, arena.Size, new UpsampleStep(from, to) { Node = "op", Level = 1 }));
        }
    }

    private static IEnumerable<KernelCase> Simple(string kernel, Func<View, View, PlanStep> step)
    {
        foreach ((int height, int width) in Extents)
        foreach (int batch in new[] { 1, 3 })
        {
            var shape = new Shape(5, height, width);
            var arena = new ArenaSketch(batch);
            View from = arena.Place(shape), to = arena.Place(shape);
            yield return new KernelCase(kernel, $"{shape}, batch {batch}", Plan(StateOnly(shape), batch, from, to, arena.Size, step(from, to) with { Level = 1 }));
        }
    }

    private static IEnumerable<KernelCase> Adds()
    {
        foreach ((int height, int width) in Extents)
        foreach (string second in new[] { "value", "vector", "conditioning" })
        {
            var shape = new Shape(6, height, width);
            var net = new NetworkBuilder();
            net.Add("state", new StateInput(6, height, width));
            int time = net.Add("time", new TimeEmbedding(6));
            var arena = new ArenaSketch(3);
            View given = arena.Place(shape with { Channels = 12 }), to = arena.Place(shape);
            View from = given with { Shape = shape }, other = given with { Shape = second == "value" ? shape : Shape.Vector(6), Offset = given.Offset + shape.Count };
            Plan plan = Plan(net.Build(), 3, given, to, arena.Size, new AddStep(from, to)
            {
                Node = "op", Level = 1, Second = second == "conditioning" ? null : other, Conditioning = second == "conditioning" ? 1 : null,
            }, time);
            yield return new KernelCase("add", $"{shape} and a {second}", plan);
        }
    }

    private static Network StateOnly(Shape shape)
    {
        var net = new NetworkBuilder();
        net.Add("state", new StateInput(shape.Channels, shape.Height, shape.Width));
        return net.Build();
    }

    private static Plan Plan(Network network, int batch, View state, View output, int size, params PlanStep[] steps) => new()
    {
        Network = network, Batch = batch, Steps = steps, ArenaSize = size, State = state, Mask = null, Output = output,
        ConditioningNodes = [], ConditioningOffsets = new Dictionary<int, int>(), ConditioningWidth = 0,
    };

    private static Plan Plan(Network network, int batch, View state, View output, int size, PlanStep step, int conditioning) => new()
    {
        Network = network, Batch = batch, Steps = [step], ArenaSize = size, State = state, Mask = null, Output = output,
        ConditioningNodes = [conditioning], ConditioningOffsets = new Dictionary<int, int> { [conditioning] = 1 },
        ConditioningWidth = network.Shapes[conditioning].Count + 2,
    };

    // Places values of a batch with gaps between the items, as inside a concatenation.
    private sealed class ArenaSketch(int batch)
    {
        public int Size { get; private set; } = 7;

        public View Place(Shape shape)
        {
            var view = new View(shape, Size, shape.Count + 13);
            Size += batch * view.ItemStride;
            return view;
        }
    }
}
