using System.Diagnostics;
using System.Globalization;
using BfnProcGen.Gpu;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Processes that are killed while they write the pipeline cache.</summary>
[TestFixture]
public sealed class KilledWriterTests
{
    private const int Rounds = 24;

    // The kill needs no permission and can't be caught: SIGKILL, or TerminateProcess on Windows.
    [Test]
    public void WhateverMomentItIsTheCacheIsWholeAndNoPartsPileUp()
    {
        using var folder = new TemporaryFolder();
        PipelineCacheFile file = PipelineCacheWriter.FileIn(folder.Path);
        var random = new Random(1);
        int last = 0, interrupted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int written = KilledAfter(TimeSpan.FromMilliseconds(50 * random.NextDouble()), folder.Path);
            Assert.That(written, Is.EqualTo(last + 1), "it went on from what the one before left");
            byte[] data = file.Read();
            Assert.That(data, Is.Not.Empty, $"unusable after round {round}");
            last = PipelineCacheWriter.NumberOf(data);
            Assert.That(last, Is.GreaterThanOrEqualTo(written), "older than what was written");
            Assert.That(data.AsSpan().SequenceEqual(PipelineCacheWriter.Data(last)), "mixed");
            int parts = Directory.GetFiles(folder.Path).Length - 1;
            Assert.That(parts, Is.LessThanOrEqualTo(1), "the parts of earlier rounds are still there");
            interrupted += parts;
        }
        Assert.That(interrupted, Is.Positive, "no round was killed in the middle of a write");
        file.Write(PipelineCacheWriter.Data(0));
        Assert.That(Directory.GetFiles(folder.Path).Select(Path.GetExtension), Is.EqualTo(new[] { ".pipelines" }));
    }

    // The number that it wrote first.
    private static int KilledAfter(TimeSpan time, string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", EntryPoint.File, EntryPoint.WritePipelineCache, folder])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            string? number = process.StandardOutput.ReadLine();
            Thread.Sleep(time);
            Assert.That(process.HasExited, Is.False);
            return int.Parse(number!, CultureInfo.InvariantCulture);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
