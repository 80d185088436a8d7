using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;
using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;
using VkImage = Silk.NET.Vulkan.Image;

namespace BfnProcGen.Tests.Gpu;

/// <summary>Generations in an engine's command buffer, with the result in the engine's memory.</summary>
public sealed unsafe class RecordTests
{
    private static readonly Model Tiles = TinyModel.Create(classes: 2);
    private static readonly Model PixelArt = Tiles with
    {
        Format = new PaletteFormat([.. Enumerable.Range(0, 5).Select(i => new Rgba((byte)(i * 50), (byte)i, 200, (byte)(255 - i)))]),
    };

    private HandMadeEngine _engine = null!;
    private GpuDevice _device = null!;

    [SetUp]
    public void Make()
    {
        _engine = new HandMadeEngine();
        _device = GpuDevice.Adopt(_engine.Lent);
    }

    [TearDown]
    public void NothingIsLeftAndNothingWasSaid()
    {
        (int, int, long) left = (_device.LiveBuffers, _device.LiveRecordings, _device.LiveBytes);
        _device.Dispose();
        string[] messages = _engine.Messages;
        _engine.Dispose();
        Assert.That(messages, Is.Empty);
        Assert.That(left, Is.EqualTo((0, 0, 0L)));
    }

    [Test]
    public void TileIndicesComeInEveryWidth([Values(ResultForm.Index8, ResultForm.Index16, ResultForm.Index32)] ResultForm form, [Values] bool inImage)
    {
        using var generator = new Generator(_device, Tiles);
        int width = (int)generator.BytesOf(form) / 42;
        byte[] expected = generator.Sample(4, 6).Levels.ToArray(), written = Written(generator, form, inImage);
        for (int cell = 0; cell < 42; cell++)
            for (int part = 0; part < width; part++)
                Assert.That(written[cell * width + part], Is.EqualTo(part == 0 ? expected[cell] : 0), $"cell {cell}, byte {part}");
    }

    [TestCase("palette")]
    [TestCase("continuous")]
    [TestCase("bins")]
    public void ImagesComeAsPixels(string kind)
    {
        foreach (PixelChannels layout in kind == "palette" ? [PixelChannels.Rgba] : Enum.GetValues<PixelChannels>())
        {
            Model model = kind switch
            {
                "palette" => PixelArt,
                "continuous" => TinyModel.OfPixels(new ContinuousFlow(0.03), layout),
                _ => TinyModel.OfPixels(new DiscretisedFlow(0.01, 16), layout),
            };
            using var generator = new Generator(_device, model);
            BfnProcGen.Image expected = generator.Sample(4, 6).Image;
            byte[] written = Written(generator, ResultForm.Rgba8, inImage: layout == PixelChannels.Rgba);
            for (int i = 0; i < 42; i++)
            {
                Rgba colour = expected.ColourAt(i % 7, i / 7);
                byte[] wanted = [colour.Red, colour.Green, colour.Blue, colour.Alpha];
                for (int channel = 0; channel < 4; channel++)
                    Assert.That(Math.Abs(written[4 * i + channel] - wanted[channel]), Is.LessThanOrEqualTo(kind == "palette" ? 0 : 1), $"{layout}, pixel {i}");
            }
        }
    }

    [Test]
    public void ASlicedGenerationLeavesItsResultThereToo()
    {
        using var generator = new Generator(_device, Tiles);
        (Buffer buffer, DeviceMemory memory) = NewBuffer(256);
        using (Generation generation = generator.Begin(new SampleRequest { Seed = 6, Steps = 4 }, ResultTarget.InBuffer(buffer, ResultForm.Index16, offset: 8)))
        {
            while (!generation.Advance(TimeSpan.FromMilliseconds(1), wait: true))
            {
            }
        }
        byte[] written = Read(memory, 256);
        Assert.That(Enumerable.Range(0, 42).Select(cell => written[8 + 2 * cell]), Is.EqualTo(generator.Sample(4, 6).Levels.ToArray()));
        Free(buffer, memory);
    }

    [Test]
    public void ARecordedGenerationHoldsItsBuffersAndMayRunAgain()
    {
        using var generator = new Generator(_device, Tiles, new GeneratorOptions { Guidance = true });
        CommandBuffer commands = _engine.Begin();
        var request = new SampleRequest { Seed = 6, Steps = 4, Class = "class1", Guidance = 1.5 };
        using (RecordedGeneration recorded = generator.Record(commands, request))
        {
            Assert.That(() => generator.Begin(new SampleRequest()), Throws.TypeOf<RequestException>());
            _engine.Run(commands);
            byte[] first = recorded.Read().Levels.ToArray();
            Assert.That(first, Is.EqualTo(generator.SampleBatch([new SampleItem(6, Class: 1)], 4, guidance: 1.5)[0].Levels.ToArray()));
        }
        using Generation next = generator.Begin(new SampleRequest());
        Assert.That(next.IsFinished, Is.False);
    }

    [Test]
    public void FormsAndHandlesThatMakeNoSenseAreRefused()
    {
        using var generator = new Generator(_device, Tiles);
        (Buffer buffer, DeviceMemory memory) = NewBuffer(64);
        Assert.Multiple(() =>
        {
            Assert.That(() => generator.Begin(new SampleRequest(), ResultTarget.InBuffer(buffer, ResultForm.Rgba8)),
                Throws.TypeOf<RequestException>().With.Message.Contains("Index8, Index16, Index32"));
            Assert.That(() => generator.Record(default, new SampleRequest()), Throws.TypeOf<RequestException>());
            Assert.That(() => ResultTarget.InBuffer(default, ResultForm.Index8), Throws.TypeOf<RequestException>());
            Assert.That(() => ResultTarget.InImage(default, ResultForm.Index8), Throws.TypeOf<RequestException>());
            Assert.That(() => ResultTarget.InImage(new VkImage(1), ResultForm.Index8, ImageLayout.Undefined), Throws.TypeOf<RequestException>());
        });
        Free(buffer, memory);
    }

    // Records, as an engine does, and reads what came into its buffer; through an image, if asked for.
    private byte[] Written(Generator generator, ResultForm form, bool inImage)
    {
        ulong bytes = (ulong)generator.BytesOf(form);
        (Buffer buffer, DeviceMemory memory) = NewBuffer(bytes);
        (VkImage image, DeviceMemory pixels) = inImage ? NewImage(form) : default;
        CommandBuffer commands = _engine.Begin();
        var writer = new CommandWriter(_device, commands);
        if (inImage) Transition(commands, image, ImageLayout.Undefined, ImageLayout.TransferDstOptimal);
        ResultTarget target = inImage ? ResultTarget.InImage(image, form) : ResultTarget.InBuffer(buffer, form);
        using (generator.Record(commands, new SampleRequest { Seed = 6, Steps = 4 }, target))
        {
            if (inImage)
            {
                Transition(commands, image, ImageLayout.TransferDstOptimal, ImageLayout.TransferSrcOptimal);
                var region = new BufferImageCopy
                {
                    ImageSubresource = new ImageSubresourceLayers { AspectMask = ImageAspectFlags.ColorBit, LayerCount = 1 },
                    ImageExtent = new Extent3D(7, 6, 1),
                };
                _engine.Api.CmdCopyImageToBuffer(commands, image, ImageLayout.TransferSrcOptimal, buffer, 1, in region);
            }
            writer.BarrierAll();
            _engine.Run(commands);
        }
        byte[] written = Read(memory, bytes);
        Free(buffer, memory);
        if (inImage)
        {
            _engine.Api.DestroyImage(_engine.Device, image, null);
            _engine.Api.FreeMemory(_engine.Device, pixels, null);
        }
        return written;
    }

    private void Transition(CommandBuffer commands, VkImage image, ImageLayout from, ImageLayout to)
    {
        var barrier = new ImageMemoryBarrier
        {
            SType = StructureType.ImageMemoryBarrier, OldLayout = from, NewLayout = to, Image = image,
            SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.TransferReadBit | AccessFlags.TransferWriteBit,
            SrcQueueFamilyIndex = Vk.QueueFamilyIgnored, DstQueueFamilyIndex = Vk.QueueFamilyIgnored,
            SubresourceRange = new ImageSubresourceRange { AspectMask = ImageAspectFlags.ColorBit, LevelCount = 1, LayerCount = 1 },
        };
        _engine.Api.CmdPipelineBarrier(commands, PipelineStageFlags.TransferBit, PipelineStageFlags.TransferBit, 0, 0, null, 0, null, 1, in barrier);
    }

    private (VkImage, DeviceMemory) NewImage(ResultForm form)
    {
        var info = new ImageCreateInfo
        {
            SType = StructureType.ImageCreateInfo, ImageType = ImageType.Type2D, Extent = new Extent3D(7, 6, 1), MipLevels = 1, ArrayLayers = 1,
            Samples = SampleCountFlags.Count1Bit, Tiling = ImageTiling.Optimal, Usage = ImageUsageFlags.TransferDstBit | ImageUsageFlags.TransferSrcBit,
            Format = form switch
            {
                ResultForm.Index8 => Format.R8Uint,
                ResultForm.Index16 => Format.R16Uint,
                ResultForm.Index32 => Format.R32Uint,
                _ => Format.R8G8B8A8Unorm,
            },
        };
        _engine.Api.CreateImage(_engine.Device, in info, null, out VkImage image).Check("vkCreateImage");
        _engine.Api.GetImageMemoryRequirements(_engine.Device, image, out MemoryRequirements needs);
        DeviceMemory memory = Allocate(needs);
        _engine.Api.BindImageMemory(_engine.Device, image, memory, 0).Check("vkBindImageMemory");
        return (image, memory);
    }

    private (Buffer, DeviceMemory) NewBuffer(ulong bytes)
    {
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = bytes, Usage = BufferUsageFlags.TransferDstBit };
        _engine.Api.CreateBuffer(_engine.Device, in info, null, out Buffer buffer).Check("vkCreateBuffer");
        _engine.Api.GetBufferMemoryRequirements(_engine.Device, buffer, out MemoryRequirements needs);
        DeviceMemory memory = Allocate(needs);
        _engine.Api.BindBufferMemory(_engine.Device, buffer, memory, 0).Check("vkBindBufferMemory");
        return (buffer, memory);
    }

    // Of the first kind of memory that fits and can be read.
    private DeviceMemory Allocate(MemoryRequirements needs)
    {
        PhysicalDeviceMemoryProperties kinds = _device.Memory;
        uint index = (uint)Enumerable.Range(0, (int)kinds.MemoryTypeCount).First(i => (needs.MemoryTypeBits & (1u << i)) != 0
            && (kinds.MemoryTypes[i].PropertyFlags & (MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit)) != 0);
        var info = new MemoryAllocateInfo { SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size, MemoryTypeIndex = index };
        _engine.Api.AllocateMemory(_engine.Device, in info, null, out DeviceMemory memory).Check("vkAllocateMemory");
        return memory;
    }

    private byte[] Read(DeviceMemory memory, ulong bytes)
    {
        void* mapped = null;
        _engine.Api.MapMemory(_engine.Device, memory, 0, bytes, 0, ref mapped).Check("vkMapMemory");
        byte[] read = new ReadOnlySpan<byte>(mapped, (int)bytes).ToArray();
        _engine.Api.UnmapMemory(_engine.Device, memory);
        return read;
    }

    private void Free(Buffer buffer, DeviceMemory memory)
    {
        _engine.Api.DestroyBuffer(_engine.Device, buffer, null);
        _engine.Api.FreeMemory(_engine.Device, memory, null);
    }
}
