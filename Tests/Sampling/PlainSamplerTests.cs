using BfnProcGen.Flows;
using BfnProcGen.Networks;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Sampling;

public sealed class PlainSamplerTests
{
    [Test]
    public void StatesAroundDataHaveTheFlowsMeanAndDeviation([Values(0.1, 0.6, 1.0)] double time)
    {
        const int Classes = 5, Draws = 4000;
        var flow = new DiscreteFlow(Classes, 3);
        var net = new NetworkBuilder();
        net.Add("state", new StateInput(Classes, 1, 3));
        var sampler = new PlainSampler(flow, new PlainNetwork(net.Build(), new Dictionary<string, float[]>()));
        byte[] cells = [4, 0, 2];
        FlowMoment moment = flow.At(time);
        double[] sums = new double[15], squares = new double[15];
        for (ulong seed = 0; seed < Draws; seed++)
        {
            float[] state = sampler.StateAround(cells, time, seed, step: 7);
            for (int e = 0; e < 15; e++)
            {
                double noise = state[e] - (cells[e % 3] == e / 3 ? moment.Signal : 0);
                sums[e] += noise;
                squares[e] += noise * noise;
            }
        }
        double error = 5 / Math.Sqrt(Draws);
        for (int e = 0; e < 15; e++)
        {
            Assert.That(sums[e] / Draws, Is.Zero.Within(error * moment.Noise), $"mean of element {e}");
            Assert.That(squares[e] / Draws, Is.EqualTo(moment.Noise * moment.Noise).Within(1.5 * error * moment.Noise * moment.Noise), $"variance of element {e}");
        }
        Assert.That(sampler.StateAround(cells, time, 1, step: 7), Is.Not.EqualTo(sampler.StateAround(cells, time, 1, step: 8)));
    }
}
