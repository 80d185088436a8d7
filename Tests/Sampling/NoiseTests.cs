using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Sampling;

public sealed class NoiseTests
{
    // Known answers of the authors' own test vectors (Random123, kat_vectors, philox4x32 10).
    [Test]
    public void PhiloxGivesTheKnownAnswers()
    {
        Assert.That(Philox.Block(0, 0, 0, 0, 0, 0), Is.EqualTo((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)));
        Assert.That(Philox.Block(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue),
            Is.EqualTo((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)));
        Assert.That(Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0),
            Is.EqualTo((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)));
    }

    [Test]
    public void NormalDrawsAreTheBoxMullerTransformOfTheirWords()
    {
        Span<float> four = stackalloc float[4];
        for (uint element = 0; element < 20_000; element++)
        {
            Noise.Normal4(5, element, 3, four);
            (uint x, uint y, _, _) = Philox.Block(element, 3, 0, 0, 5, 0);
            double radius = Math.Sqrt(-2 * Math.Log(((x >> 8) + 1) / 16777216.0));
            double angle = ((y >> 30) + ((y >> 6) & 0xFFFFFF) / 16777216.0 - 0.5) * Math.PI / 2;
            Assert.That(four[0], Is.EqualTo(radius * Math.Cos(angle)).Within(2e-6));
            Assert.That(four[1], Is.EqualTo(radius * Math.Sin(angle)).Within(2e-6));
        }
    }

    [Test]
    public void NormalDrawsHaveTheMomentsOfANormalDistribution()
    {
        const int blocks = 250_000;
        double[] moments = new double[5];
        double cross = 0;
        Span<float> four = stackalloc float[4];
        for (uint element = 0; element < blocks; element++)
        {
            Noise.Normal4(99, element, 1, four);
            foreach (float value in four)
                for (int m = 1; m <= 4; m++) moments[m] += Math.Pow(value, m) / (4.0 * blocks);
            cross += four[0] * four[1] / blocks;
        }
        Assert.That(moments[1], Is.EqualTo(0).Within(0.005));
        Assert.That(moments[2], Is.EqualTo(1).Within(0.007));
        Assert.That(moments[3], Is.EqualTo(0).Within(0.02));
        Assert.That(moments[4], Is.EqualTo(3).Within(0.05));
        Assert.That(cross, Is.EqualTo(0).Within(0.01));
    }

    [Test]
    public void UniformDrawsFillTheUnitIntervalAndDifferByPlaceStepAndSeed()
    {
        float[] draws = [.. Enumerable.Range(0, 100_000).Select(cell => Noise.Uniform(1, (uint)cell, 2))];
        Assert.That(draws, Has.All.InRange(0f, 0.99999994f));
        Assert.That(draws.Average(), Is.EqualTo(0.5).Within(0.005));
        Assert.That(draws.Chunk(10_000).Select(part => part.Distinct().Count()), Has.All.GreaterThan(9_900));
        Assert.That(Noise.Uniform(1, 0, 2), Is.Not.EqualTo(Noise.Uniform(2, 0, 2)).And.Not.EqualTo(Noise.Uniform(1, 0, 3)));
    }
}
