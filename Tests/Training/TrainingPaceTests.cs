using BfnProcGen.Training;

namespace BfnProcGen.Tests.Training;

/// <summary>Only where time is short does the clock decide how far training gets.</summary>
public sealed class TrainingPaceTests
{
    // 200 seconds in all: 50 for the first 50 steps, the others at the speed given. At 2 a second 200 steps have taken 125 seconds.
    [TestCase(10, 1000)]
    [TestCase(2, 200 + 75 * 2)]
    public void AllStepsOrThoseThatFit(double stepsPerSecond, int expected)
    {
        var options = new TrainingOptions { Steps = 1000, TimeLimitMinutes = 200.0 / 60 };
        var pace = new TrainingPace(first: 0);
        int? reach = null;
        for (int step = 1; step <= 200; step++)
        {
            double seconds = step <= 50 ? step : 50 + (step - 50) / stepsPerSecond;
            int? now = pace.Reach(new TrainingState { Step = step, Horizon = 1000, Elapsed = TimeSpan.FromSeconds(seconds) }, options);
            Assert.That(now is null, Is.EqualTo(step is not (100 or 150 or 200)), $"step {step}");
            reach = now ?? reach;
        }
        Assert.That(reach, Is.EqualTo(expected).Within(1));
    }

    [Test]
    public void WithoutALimitNothingDependsOnTheClock()
    {
        var options = new TrainingOptions { TimeLimitMinutes = null };
        var pace = new TrainingPace(first: 0);
        for (int step = 1; step <= 200; step++)
            Assert.That(pace.Reach(new TrainingState { Step = step, Horizon = 1000, Elapsed = TimeSpan.FromHours(step) }, options), Is.Null);
    }
}
