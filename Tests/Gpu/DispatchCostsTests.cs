using BfnProcGen.Gpu;

namespace BfnProcGen.Tests.Gpu;

/// <summary>How the cost of kernels is learnt and used, in numbers.</summary>
[TestFixture]
public sealed class DispatchCostsTests
{
    private static readonly int[] All = [0, 1, 2];

    private DispatchCosts _costs = null!;

    [SetUp]
    public void Learn()
    {
        _costs = new DispatchCosts(3);
        _costs.Learn(All, [100.0, 200, 300]);
    }

    [Test]
    public void TheFirstMeasurementIsTaken()
    {
        Assert.That(All.Select(i => _costs[i]), Is.EqualTo(new[] { 100.0, 200, 300 }));
        Assert.That(_costs.Longest, Is.EqualTo(300));
    }

    [Test]
    public void AsManyAsFitButOneAtLeast()
    {
        Assert.That(new[] { 0.0, 100, 299, 300, 599, 600, 1e9 }.Select(budget => _costs.Fit(All, budget)), Is.EqualTo(new[] { 1, 1, 1, 2, 2, 3, 3 }));
        Assert.That(_costs.Sum(All), Is.EqualTo(600));
    }

    [Test]
    public void CostsRiseFasterThanTheyFall()
    {
        _costs.Learn(All, [300.0, 100, 300]);
        Assert.That(All.Select(i => _costs[i]), Is.EqualTo(new[] { 200.0, 187.5, 300 }));
    }

    [Test]
    public void BoundsOfASumMoveAllOfThemAndOnceEach()
    {
        double before = _costs.Sum(All);
        _costs.Learn([0, 1, 2, 0, 1, 2], 0, 1e9);
        Assert.That(_costs.Sum(All), Is.EqualTo(before), "inside the bounds there is nothing to learn");
        _costs.Learn([0, 1, 2, 0, 1, 2], 4 * before, 1e9);
        Assert.That(_costs.Sum(All), Is.EqualTo(1.5 * before).Within(1e-9));
        _costs.Learn(All, 0, 0);
        Assert.That(_costs.Sum(All), Is.EqualTo(1.5 * 0.875 * before).Within(1e-9));
    }
}
