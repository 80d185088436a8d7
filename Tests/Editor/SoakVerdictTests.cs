namespace BfnProcGen.Tests.Editor;

/// <summary>When a soak's memory counts as flat.</summary>
[TestFixture]
public sealed class SoakVerdictTests
{
    private const int Count = 41, Interval = 2000;

    [Test]
    public void NoiseAndOutliersAreFlat()
    {
        SoakVerdict verdict = Judge(i => (i * 7919 % 13) * 4096, i => i == 30 ? 50 << 20 : i % 3 * 65536);
        Assert.That(verdict.IsFlat, verdict.Text);
        Assert.That(verdict.From, Is.EqualTo(Count / 4 * Interval));
    }

    [Test]
    public void WhatIsMadeOnceInTheFirstQuarterIsFlat() =>
        Assert.That(Judge(i => i < 10 ? i << 20 : 10 << 20, i => i < 10 ? i << 24 : 10 << 24).IsFlat);

    [TestCase(24, 0)]
    [TestCase(0, 128)]
    public void AFewBytesAGenerationAreFound(int managed, int resident)
    {
        SoakVerdict verdict = Judge(i => i * Interval * managed + i % 3 * 4096, i => (long)i * Interval * resident + i % 5 * 65536);
        Assert.That((verdict.IsManagedFlat, verdict.IsResidentFlat), Is.EqualTo((managed == 0, resident == 0)), verdict.Text);
        Assert.That(verdict.ManagedSlope, Is.EqualTo(managed).Within(1));
        Assert.That(verdict.ResidentSlope, Is.EqualTo(resident).Within(5));
        Assert.That(verdict.Text, Does.StartWith("NOT FLAT"));
    }

    [Test]
    public void OneVulkanBufferMoreIsFound()
    {
        SoakPoint[] points = Points(_ => 0, _ => 0);
        points[^1] = points[^1] with { Buffers = 11 };
        Assert.That(SoakVerdict.Of(points), Has.Property(nameof(SoakVerdict.IsFlat)).False.And.Property(nameof(SoakVerdict.IsManagedFlat)).True);
    }

    [Test]
    public void TooFewPointsGiveNoVerdict()
    {
        SoakPoint[] points = Points(_ => 0, _ => 0);
        Assert.That((SoakVerdict.Of([]), SoakVerdict.Of(points[..4])), Is.EqualTo(((SoakVerdict?)null, (SoakVerdict?)null)));
        Assert.That(SoakVerdict.Of(points[..8]), Is.Not.Null);
    }

    private static SoakVerdict Judge(Func<int, long> managed, Func<int, long> resident) => SoakVerdict.Of(Points(managed, resident))!;

    private static SoakPoint[] Points(Func<int, long> managed, Func<int, long> resident) =>
        [.. Enumerable.Range(0, Count).Select(i => new SoakPoint(i * Interval, i, managed(i), resident(i), 10, 2, 30, 1 << 20))];
}
