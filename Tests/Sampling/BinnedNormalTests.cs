using BfnProcGen.Flows;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Sampling;

/// <summary>The 32-bit output distribution of the samplers against its definition in double precision.</summary>
public sealed class BinnedNormalTests
{
    private static readonly (double Mean, double Deviation)[] Normals =
    [
        (0, 1), (0, 0.1), (0.3, 0.02), (-0.71, 0.3), (0.999, 0.05), (1, 0.001), (-1, 0.001), (0.5, 0.001), (-1.4, 0.2), (3, 0.5),
        (-20, 0.01), (0.013, 0.7), (0.25, 4), (-0.4, 10), (0.0625, 0.004), (7, 10),
    ];

    [Test]
    public void TheCumulativeDistributionAgreesWithTheDefinition()
    {
        for (double z = -9; z <= 9; z += 1.0 / 1024)
            Assert.That(BinnedNormal.Cumulative((float)z), Is.EqualTo(Normal.Cumulative(z)).Within(3e-7), $"z = {z}");
    }

    [Test]
    public void TheMeanIsTheSumOverBins([Values(2, 3, 16, 100, 256)] int bins)
    {
        var flow = new DiscretisedFlow(0.02, bins);
        foreach ((double mean, double deviation) in Normals)
        {
            double expected = new NormalOutput(mean, deviation).BinnedMean(flow);
            float found = BinnedNormal.Mean((float)mean, (float)deviation, bins);
            Assert.That(found, Is.EqualTo(expected).Within(3e-6), $"N({mean}, {deviation}²)");
        }
    }

    [Test]
    public void TheModeIsTheMostProbableBin([Values(2, 3, 16, 100, 256)] int bins)
    {
        foreach ((double mean, double deviation) in Normals)
        {
            double[] probabilities = new NormalOutput(mean, deviation).Probabilities(bins);
            int mode = BinnedNormal.Mode((float)mean, (float)deviation, bins);
            // Between two bins of equal probability either is right.
            Assert.That(probabilities[mode], Is.EqualTo(probabilities.Max()).Within(3e-7), $"N({mean}, {deviation}²)");
        }
        Assert.That(BinnedNormal.Mode(0.3f, 0.001f, 256), Is.EqualTo(new DiscretisedFlow(0.001, 256).BinOf(0.3)));
    }

    [Test]
    public void ABinIsDrawnWhereTheCumulativeProbabilityExceedsTheUniformNumber([Values(2, 3, 16, 100, 256)] int bins)
    {
        foreach ((double mean, double deviation) in Normals)
        {
            double[] probabilities = new NormalOutput(mean, deviation).Probabilities(bins);
            for (int i = 0; i < 200; i++)
            {
                double u = (i + 0.5) / 200, below = 0;
                int drawn = BinnedNormal.Draw((float)mean, (float)deviation, bins, (float)u);
                for (int k = 0; k < drawn; k++) below += probabilities[k];
                Assert.That(u, Is.InRange(below - 1e-6, below + probabilities[drawn] + 1e-6), $"N({mean}, {deviation}²), u = {u}");
            }
        }
    }

    [Test]
    public void TheDeviationIsClampedAsTheDefinitionClampsIt()
    {
        Assert.That(BinnedNormal.Deviation(0.5f, 1), Is.EqualTo(0.5 * Math.E).Within(1e-6));
        Assert.That(BinnedNormal.Deviation(1e-3f, -40), Is.EqualTo((float)NormalOutput.LeastDeviation));
        Assert.That(BinnedNormal.Deviation(30, 40), Is.EqualTo((float)NormalOutput.MostDeviation));
    }

    [Test]
    public void BinsAndCentresAreThoseOfTheFlow([Values(2, 3, 16, 100, 256)] int bins)
    {
        var flow = new DiscretisedFlow(0.02, bins);
        for (int bin = 0; bin < bins; bin++)
        {
            Assert.That(BinnedNormal.Centre(bin, bins), Is.EqualTo(flow.Centre(bin)).Within(2e-7));
            Assert.That(BinnedNormal.BinOf((float)flow.Centre(bin), bins), Is.EqualTo(bin));
        }
        Assert.That(BinnedNormal.BinOf(-1e30f, bins), Is.Zero);
        Assert.That(BinnedNormal.BinOf(1e30f, bins), Is.EqualTo(bins - 1));
    }
}
