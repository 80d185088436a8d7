using System.Text.RegularExpressions;
using BfnProcGen.Gpu;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Gpu;
using BfnProcGen.Tests.Models;
using Silk.NET.Vulkan;

namespace BfnProcGen.Tests.Samples;

/// <summary>The lines that the README shows engines, compiled and run.</summary>
[TestFixture]
public sealed class EngineTests
{
    [Test]
    public void TheReadmeShowsTheseLines()
    {
        string readme = Flat(File.ReadAllText(Path.Combine(Repository.Root.FullName, "README.md")));
        string source = File.ReadAllText(Path.Combine(Repository.Root.FullName, "Tests", "Samples", "EngineTests.cs"));
        MatchCollection shown = Regex.Matches(source, @"// README\n(.*?)// end", RegexOptions.Singleline);
        Assert.That(shown, Has.Count.EqualTo(4));
        foreach (Match lines in shown) Assert.That(readme, Does.Contain(Flat(lines.Groups[1].Value)));

        static string Flat(string text) => Regex.Replace(text, @"\s+", " ");
    }

    [Test]
    public async Task TheyRunOnAnEnginesDevice()
    {
        using var folder = new TemporaryFolder();
        TinyModel.Create().Save(folder["dungeon.safetensors"]);
        string path = folder["dungeon.safetensors"];
        using var engine = new HandMadeEngine();
        (Instance instance, PhysicalDevice physicalDevice, Device logicalDevice) = (engine.Lent.Instance, engine.PhysicalDevice, engine.Device);
        (Queue queue, uint queueFamily, object queueLock) = (engine.Queue, HandMadeEngine.Family, engine.QueueLock);
        int frames = 0, states = 0;
        // README
        using var device = GpuDevice.Adopt(new EngineDevice
        {
            Instance = instance, PhysicalDevice = physicalDevice, Device = logicalDevice,
            Queue = queue, QueueFamily = queueFamily, QueueLock = queueLock,
        });
        using var generator = await Generator.LoadAsync(device, path, new GeneratorOptions { Generations = 2 });
        // end

        // README
        using Generation generation = generator.Begin(new SampleRequest { Seed = 42, Steps = 8 });
        while (!generation.Advance(TimeSpan.FromMilliseconds(2))) DrawFrame();
        TileMap map = generation.Sample.Tiles;
        // end
        Assert.That((map.Width, frames), Is.EqualTo((7, frames)));
        Assert.That(frames, Is.Positive);

        // README
        await foreach (GenerationState state in generator.SampleStatesAsync(new SampleRequest { Seed = 43 })) Show(state.Estimate);
        // end
        Assert.That(states, Is.EqualTo(8));

        using var tiles = new GpuBuffer(device, "tiles", 1024, BufferAccess.Readback);
        Silk.NET.Vulkan.Buffer tileBuffer = tiles.Handle;
        CommandBuffer commandBuffer = engine.Begin();
        // README
        RecordedGeneration recorded = generator.Record(commandBuffer, new SampleRequest { Seed = 44 },
            ResultTarget.InBuffer(tileBuffer, ResultForm.Index16));
        // end
        new CommandWriter(device, commandBuffer).BarrierAll();
        engine.Run(commandBuffer);
        recorded.Dispose();
        var drawn = new ushort[42];
        tiles.Read<ushort>(drawn);
        Assert.That(drawn, Is.EqualTo(generator.Sample(8, 44).Levels.ToArray()));
        Assert.That(engine.Messages, Is.Empty);

        void DrawFrame()
        {
            frames++;
            Thread.Sleep(1);
        }

        void Show(float[] probabilities)
        {
            states++;
            Assert.That(probabilities, Has.Length.EqualTo(5 * 42));
        }
    }
}
