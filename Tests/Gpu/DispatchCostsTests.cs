using BfnProcGen.Gpu;

namespace BfnProcGen.Tests.Gpu;

/// <summary>How the cost of kernels is learnt and used, in numbers.</summary>
[TestFixture]
public sealed class DispatchCostsTests
{
    private static readonly int[] All = [0, 1, 2];

    private DispatchCosts _costs = null!;

    [SetUp]
    public void Measure()
    {
        _costs = new DispatchCosts(3);
        _costs.Set(All, [100.0, 200, 300]);
    }

    [Test]
    public void WhatWasMeasuredIsTaken()
    {
        Assert.That(All.Select(i => _costs[i]), Is.EqualTo(new[] { 100.0, 200, 300 }));
        Assert.That((_costs.Longest, _costs.Margin), Is.EqualTo((300.0, 1.0)));
    }

    [Test]
    public void AsManyAsFitButOneAtLeast()
    {
        Assert.That(new[] { 0.0, 100, 299, 300, 599, 600, 1e9 }.Select(budget => _costs.Fit(All, budget)), Is.EqualTo(new[] { 1, 1, 1, 2, 2, 3, 3 }));
        Assert.That(_costs.Predict(All), Is.EqualTo(600));
    }

    [Test]
    public void BoundsOfASumMoveAllOfThemAndOnceEach()
    {
        _costs.Learn([0, 1, 2, 0, 1, 2], 0, 1e9);
        Assert.That(_costs.Predict(All), Is.EqualTo(600), "inside the bounds there is nothing to learn");
        _costs.Learn([0, 1, 2, 0, 1, 2], 1080, 1080);
        Assert.That(All.Select(i => _costs[i]), Is.EqualTo(new[] { 99.375, 198.75, 298.125 }).Within(1e-9), "a tenth less than was thought");
        _costs.Learn(All, 1e9, 1e9);
        Assert.That(_costs[0], Is.EqualTo(99.375 * (1 + 0.5 / 16)).Within(1e-9), "what was disturbed counts little");
    }

    // A slice of one kernel that always takes the same, of three, whose sum tells nothing of each.
    [Test]
    public void SumsTellWhatEachTakesInTheEnd()
    {
        double[] real = [150, 150, 300];
        for (int i = 0; i < 600; i++)
        {
            int[] some = (i % 3) switch { 0 => [0, 1], 1 => [1, 2], _ => [0, 2] };
            double sum = some.Sum(dispatch => real[dispatch]);
            _costs.Learn(some, sum, sum);
        }
        Assert.That(All.Select(i => _costs[i]), Is.EqualTo(real).Within(1));
    }

    [Test]
    public void OneSliceInAHundredExceedsTheMargin()
    {
        var random = new Random(1);
        int exceeded = 0;
        const int Slices = 40_000;
        for (int i = 0; i < Slices; i++)
        {
            // Mostly a little more or less than 600; one in fifty takes up to a third more.
            double took = random.Next(50) == 0 ? 600 + 200 * random.NextDouble() : 590 + 20 * random.NextDouble();
            if (took > _costs.Predict(All)) exceeded++;
            _costs.Learn(All, took, took);
        }
        Assert.That(exceeded / (double)Slices, Is.EqualTo(0.01).Within(0.003));
        Assert.That(_costs.Margin, Is.InRange(1.1, 1.3));
        Assert.That(All.Sum(i => _costs[i]), Is.EqualTo(600).Within(20), "the usual cost is what it was");
    }

    [Test]
    public void AProcessorThatIsTakenAwayDoesntShrinkSlicesForEver()
    {
        for (int i = 0; i < 20; i++) _costs.Learn(All, 6000, 6000);
        Assert.That(_costs.Margin, Is.EqualTo(1.5));
    }
}
