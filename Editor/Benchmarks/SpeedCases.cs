using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Editor.Benchmarks;

/// <summary>
/// What <c>bfn bench</c> times on every device: the shapes that small networks are made of, as the planner lays them out.
/// </summary>
internal static class SpeedCases
{
    public static IReadOnlyList<KernelCase> All { get; } =
    [
        Case("convolution", "8 blocks of group norm 32, SiLU, 3×3 convolution 64 to 64, sum at 32×32", new Shape(64, 32, 32), Blocks),
        Case("convolution", "3×3 convolution 128 to 128 at 16×16", new Shape(128, 16, 16),
            (net, value) => net.Add("convolution", new Convolution(128), value)),
        Case("convolution", "3×3 convolution 48 to 48 at 16×11", new Shape(48, 16, 11),
            (net, value) => net.Add("convolution", new Convolution(48), value)),
        Case("convolution", "3×3 convolution 64 to 64 at 32×32", new Shape(64, 32, 32),
            (net, value) => net.Add("convolution", new Convolution(64), value)),
        // What Winograd's F(2×2, 3×3) would at least take in its place: 16 products of 64×64 by 256, and four times the cells written once.
        Case("convolution", "Winograd's products for it (1×1 at 64×64)", new Shape(64, 64, 64),
            (net, value) => net.Add("convolution", new Convolution(64, Kernel: 1), value)),
        Case("upsample", "and the writes of its first transform", new Shape(64, 32, 32), (net, value) => net.Add("upsample", new Upsample(64, 64), value)),
        Case("convolution", "matrix products 256×256×1024 and back", new Shape(256, 1, 256),
            (net, value) => net.Add("project", new Convolution(256, Kernel: 1), net.Add("widen", new Convolution(1024, Kernel: 1), value))),
        Case("attention", "attention, 256 tokens, 256 wide, 4 heads", new Shape(768, 1, 256),
            (net, value) => net.Add("mix", new Attention(4), value)),
    ];

    private static void Blocks(NetworkBuilder net, int value)
    {
        for (int block = 0; block < 8; block++)
        {
            int inner = net.Add($"silu{block}", new SiLU(), net.Add($"norm{block}", new GroupNorm(32), value));
            value = net.Add($"sum{block}", new Add(), net.Add($"convolution{block}", new Convolution(64), inner), value);
        }
    }

    private static KernelCase Case(string kernel, string name, Shape state, Action<NetworkBuilder, int> wire)
    {
        var net = new NetworkBuilder();
        wire(net, net.Add("state", new StateInput(state.Channels, state.Height, state.Width)));
        return new KernelCase(kernel, name, Planner.Create(net.Build(), 1));
    }
}
