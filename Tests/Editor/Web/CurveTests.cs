using BfnProcGen.Editor.Web.Runs;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class CurveTests
{
    [Test]
    public void HoweverLongARunIsItsCurveIsShortAndReachesTheEnd()
    {
        var curve = new Curve();
        for (int step = 1; step <= 100_000; step++) curve.Add(new CurvePoint(step, step));
        CurvePoint[] points = curve.Points();
        Assert.Multiple(() =>
        {
            Assert.That(points, Has.Length.InRange(900, 2000));
            Assert.That(points.Select(point => point.Step), Is.Ordered.And.Unique);
            Assert.That(points[0].Step, Is.EqualTo(1));
            Assert.That(points[^1].Step, Is.GreaterThan(99_800));
        });
    }

    [Test]
    public void ARunThatIsResumedGoesOnFromItsCheckpoint()
    {
        var curve = new Curve();
        foreach (int step in new[] { 1, 2, 3, 4, 5 }) curve.Add(new CurvePoint(step, 1));
        curve.Add(new CurvePoint(3, 2));
        curve.Add(new CurvePoint(4, double.NaN));
        Assert.That(curve.Points(), Is.EqualTo(new[] { new CurvePoint(1, 1), new CurvePoint(2, 1), new CurvePoint(3, 2) }));
    }

    [Test]
    public void SmoothingKeepsWhatIsConstantAndBeginsAtTheFirstValue()
    {
        CurvePoint[] points = [new(1, 4), new(2, 4), new(3, 4), new(4, 0)];
        CurvePoint[] smooth = Curve.Smooth(points, 0.9);
        Assert.Multiple(() =>
        {
            Assert.That(smooth[..3].Select(point => point.Value), Is.All.EqualTo(4).Within(1e-9));
            Assert.That(smooth[3].Value, Is.InRange(2.5, 3.9));
            Assert.That(Curve.Smooth(points, 0), Is.EqualTo(points));
        });
    }
}
