using BfnProcGen.Editor.Web.Runs;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class ChartScaleTests
{
    [Test]
    public void ItHoldsAllCurvesBetweenRoundNumbers()
    {
        var scale = new ChartScale([[new(10, 1.93), new(40, 1.21)], [new(20, 1.5), new(300, 1.05)], []]);
        Assert.Multiple(() =>
        {
            Assert.That((scale.Low, scale.High, scale.Last), Is.EqualTo((1.0, 2.0, 300)).Within(1e-9));
            Assert.That(scale.Ticks, Is.EqualTo(new[] { 1, 1.2, 1.4, 1.6, 1.8, 2 }).Within(1e-9));
            Assert.That(scale.Format, Is.EqualTo("0.0"));
            Assert.That((scale.Across(300), scale.Across(150)), Is.EqualTo((1.0, 0.5)));
            Assert.That((scale.Up(1.5), scale.Up(9), scale.Up(-9)), Is.EqualTo((0.5, 1.0, 0.0)).Within(1e-9));
        });
    }

    [Test]
    public void TheFirstStepsMayLieAbove()
    {
        CurvePoint[] curve = [new(1, 500), .. Enumerable.Range(2, 199).Select(step => new CurvePoint(step, 1 + 1.0 / step))];
        Assert.That(new ChartScale([curve]).High, Is.LessThan(2));
    }

    [Test]
    public void WithoutPointsAndWithEqualOnesItIsStillAScale()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new ChartScale([]).Ticks, Has.Length.GreaterThan(2));
            Assert.That(new ChartScale([[new(1, 3), new(2, 3)]]).Up(3), Is.EqualTo(0.5).Within(0.1));
        });
    }
}
