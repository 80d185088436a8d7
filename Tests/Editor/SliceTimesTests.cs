namespace BfnProcGen.Tests.Editor;

/// <summary>What is told of slices: by the clock, and as they would have been undisturbed.</summary>
[TestFixture]
public sealed class SliceTimesTests
{
    // Ten usual slices, one that the system kept waiting, and one that had too much to do; all may take 2 ms, and 0.5 ms for a kernel.
    private static SliceTimes Times(bool isSoftware)
    {
        var times = new SliceTimes(TimeSpan.FromMilliseconds(2), isSoftware);
        for (int i = 0; i < 10; i++) Add(1, 1);
        Add(7, 1);
        Add(4, 4);
        return times;

        void Add(double ms, double processorMs) =>
            times.Add(TimeSpan.FromMilliseconds(ms), TimeSpan.FromMilliseconds(processorMs), TimeSpan.FromMilliseconds(0.5));
    }

    [Test]
    public void ASliceThatWaitsIsOverByTheClockAlone()
    {
        SliceTimes times = Times(isSoftware: true);
        Assert.Multiple(() =>
        {
            Assert.That((times.Count, times.MedianMs, times.LongestMs), Is.EqualTo((12, 1.0, 7.0)));
            Assert.That((times.OverBudget, times.OverLimit), Is.EqualTo((2, 2)));
            Assert.That((times.UndisturbedShare, times.LongestUndisturbedMs, times.UndisturbedOverLimit), Is.EqualTo((1.0, 4.0, 1)));
        });
    }

    [Test]
    public void NothingIsSaidOfAnotherDeviceNorOfNoSlices()
    {
        SliceTimes times = Times(isSoftware: false), none = new(TimeSpan.FromMilliseconds(2), isSoftware: true);
        Assert.Multiple(() =>
        {
            Assert.That(new object?[] { times.UndisturbedShare, times.LongestUndisturbedMs, times.UndisturbedOverLimit }, Is.All.Null);
            Assert.That(new object?[] { none.MedianMs, none.LongestMs, none.UndisturbedShare }, Is.All.Null);
            Assert.That((none.OverBudget, none.OverLimit), Is.EqualTo((0, 0)));
        });
    }
}
