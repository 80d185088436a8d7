using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>Which parameterisation and size a folder gets, and why.</summary>
public sealed class ImagePlanTests
{
    [Test]
    public void FewColoursAreAPaletteExactly()
    {
        ImagePlan plan = Plan(Art(20, 16, colours: 10), new ImageOptions());
        Assert.That((plan.Parameterisation, plan.Palette!.Found, plan.Palette.Colours.Count),
            Is.EqualTo((Parameterisation.Palette, 10, 10)));
        Assert.That(plan.Reason, Is.EqualTo("all images together have 10 colours"));
        Assert.That(((PaletteFormat)plan.Format).Colours, Has.Count.EqualTo(10));
    }

    [Test]
    public void PixelArtWithoutASharedPaletteIsReduced()
    {
        ImageFile[] files = [.. Enumerable.Range(0, 40).SelectMany(i => Art(1, 16, colours: 12, seed: i))];
        ImagePlan plan = Plan(files, new ImageOptions { Colours = 32 });
        Assert.That((plan.Parameterisation, plan.Palette!.Colours.Count), Is.EqualTo((Parameterisation.Palette, 32)));
        Assert.That(plan.Palette.Found, Is.GreaterThan(300));
        Assert.That(plan.Reason, Does.Contain("at most 12 colours").And.Contain("reduced to 32"));
    }

    [Test]
    public void PhotographsAndDeepChannelsAreContinuous()
    {
        var random = new Random(1);
        ImageFile[] noise = [.. Enumerable.Range(0, 5).Select(i => File($"{i}.png", 16, 16, PixelChannels.Rgb, 8, () => random.Next(256)))];
        ImagePlan plan = Plan(noise, new ImageOptions());
        Assert.That((plan.Parameterisation, plan.Format),
            Is.EqualTo((Parameterisation.Continuous, (AssetFormat)new PixelFormat(PixelChannels.Rgb, 8))));
        plan = Plan([.. noise[..1], File("deep.png", 16, 16, PixelChannels.GreyAlpha, 16, () => 3)], new ImageOptions());
        Assert.That((plan.Parameterisation, plan.Format),
            Is.EqualTo((Parameterisation.Continuous, (AssetFormat)new PixelFormat(PixelChannels.Rgba, 16))));
        Assert.That(plan.Images.Select(file => (file.Image.Layout, file.Image.BitDepth)), Is.All.EqualTo((PixelChannels.Rgba, 16)));
        Assert.That(plan.Images[0].Image[3, 4].ToArray(),
            Is.EqualTo(noise[0].Image[3, 4].ToArray().Select(sample => sample * 257).Append(65535)));
    }

    [TestCase(Parameterisation.Palette)]
    [TestCase(Parameterisation.Discretised)]
    [TestCase(Parameterisation.Continuous)]
    public void WhatIsAskedForIsDone(Parameterisation parameterisation)
    {
        var random = new Random(1);
        ImagePlan plan = Plan([File("a.png", 16, 16, PixelChannels.Grey, 8, () => random.Next(256))],
            new ImageOptions { Parameterisation = parameterisation });
        Assert.That((plan.Parameterisation, plan.Reason, plan.Palette is null),
            Is.EqualTo((parameterisation, "as asked for", parameterisation != Parameterisation.Palette)));
    }

    [Test]
    public void IdxImagesAreDrawnInBlackAndWhiteUnlessAskedOtherwise()
    {
        ImageFile[] files = [File("a#0", 4, 4, PixelChannels.Grey, 8, () => 100)];
        Assert.That(Plan(files, new ImageOptions(), idx: true).Binarises);
        Assert.That(Plan(files, new ImageOptions(), idx: true).Format.ClassNames, Is.EqualTo(new[] { "#000000ff", "#ffffffff" }));
        Assert.That(Plan(files, new ImageOptions { Binarise = false }, idx: true).Binarises, Is.False);
        Assert.That(Plan(files, new ImageOptions { Parameterisation = Parameterisation.Continuous }, idx: true).Binarises, Is.False);
        Assert.That(Plan(files, new ImageOptions()).Binarises, Is.False);
        Assert.That(Plan(files, new ImageOptions { Binarise = true }).Binarises);
        ImagePlan coloured = Plan([File("a", 4, 4, PixelChannels.Rgb, 8, () => 100)], new ImageOptions { Binarise = true });
        Assert.That(coloured.Findings.Single().Message, Does.Contain("can't be drawn in black and white"));
    }

    [Test]
    public void TheCommonestSizeIsTakenAndTheRestIsSaid()
    {
        ImagePlan plan = Plan(Sizes((4, 4), (4, 6), (4, 4), (2, 4)), new ImageOptions());
        Assert.That((plan.Width, plan.Height, plan.Images.Count), Is.EqualTo((4, 4, 2)));
        Finding finding = plan.Findings.Single();
        Assert.That((finding.Severity, finding.Message),
            Is.EqualTo((Severity.Note, "2 of 4 images don't have 4×4 pixels and are left out (1 of 4×6, 1 of 2×4).")));
        Assert.That(finding.Remedy, Does.Contain("--fit pad or --fit crop"));
    }

    [Test]
    public void CropTakesTheMiddleOfAll()
    {
        ImagePlan plan = Plan(Sizes((4, 4), (5, 6), (2, 4)), new ImageOptions { Fit = ImageFit.Crop });
        Assert.That((plan.Width, plan.Height, plan.Images.Count), Is.EqualTo((2, 4, 3)));
        Assert.That(plan.Images[1].Image.Samples.ToArray(), Is.EqualTo(new ushort[] { 6, 7, 11, 12, 16, 17, 21, 22 }));
    }

    [Test]
    public void PadAddsTransparencyAroundImagesThatHaveIt()
    {
        ImageFile[] files = [File("a", 2, 1, PixelChannels.Grey, 8, () => 9), File("b", 4, 3, PixelChannels.Rgba, 8, () => 200)];
        ImagePlan plan = Plan(files, new ImageOptions { Fit = ImageFit.Pad, Parameterisation = Parameterisation.Continuous });
        Assert.That((plan.Width, plan.Height), Is.EqualTo((4, 3)));
        string padded = string.Concat(Enumerable.Range(0, 12).Select(i => plan.Images[0].Image.ColourAt(i % 4, i / 4))
            .Select(colour => colour.Alpha == 0 ? '.' : '#'));
        Assert.That(padded, Is.EqualTo(".....##....."));
        Assert.That(plan.Images[0].Image.ColourAt(1, 1), Is.EqualTo(new Rgba(9, 9, 9, 255)));
        Assert.That(plan.Images[1].Image, Is.SameAs(files[1].Image));
    }

    [Test]
    public void PadRepeatsTheEdgeOfOpaqueImages()
    {
        ImagePlan plan = Plan(Sizes((1, 2), (3, 4)), new ImageOptions { Fit = ImageFit.Pad });
        Assert.That(plan.Images[0].Image.Samples.ToArray(), Is.EqualTo(new ushort[] { 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1 }));
    }

    [Test]
    public void WindowsNeedImagesAtLeastAsLarge()
    {
        ImagePlan plan = ImagePlan.For(Folder(Sizes((4, 4), (5, 6), (2, 4))), new ImageOptions(), (3, 3));
        Assert.That(plan.Images.Select(file => (file.Image.Width, file.Image.Height)), Is.EqualTo(new[] { (4, 4), (5, 6) }));
        Assert.That(plan.Findings.Single().Message, Does.StartWith("1 of 3 images are smaller than 3×3 pixels"));
        plan = ImagePlan.For(Folder(Sizes((4, 4), (2, 4))), new ImageOptions { Fit = ImageFit.Pad }, (3, 3));
        Assert.That(plan.Images.Select(file => (file.Image.Width, file.Image.Height)), Is.EqualTo(new[] { (4, 4), (3, 4) }));
        plan = ImagePlan.For(Folder(Sizes((2, 4))), new ImageOptions(), (3, 3));
        Assert.That(plan.Findings.Select(finding => finding.Severity), Has.Some.EqualTo(Severity.Error));
    }

    [Test]
    public void LargeImagesAreWarnedAbout()
    {
        Finding finding = Plan([File("a", 100, 100, PixelChannels.Grey, 8, () => 1), File("b", 100, 100, PixelChannels.Grey, 8, () => 2)],
            new ImageOptions()).Findings.Single();
        Assert.That((finding.Severity, finding.Message),
            Is.EqualTo((Severity.Warning, "The model draws 100×100 pixels, which takes long to learn without a graphics card.")));
    }

    [Test]
    public void OneColourIsNothingToLearn() =>
        Assert.That(Plan([File("a", 4, 4, PixelChannels.Grey, 8, () => 1)], new ImageOptions()).Findings.Single().Severity,
            Is.EqualTo(Severity.Error));

    private static ImagePlan Plan(ImageFile[] files, ImageOptions options, bool idx = false) => ImagePlan.For(Folder(files, idx), options);

    private static ImageFolder Folder(ImageFile[] files, bool idx = false) => new("folder", idx, files, []);

    private static ImageFile[] Sizes(params (int Width, int Height)[] sizes) => [.. sizes.Select((size, i) =>
    {
        int next = 0;
        return File($"{i}.png", size.Width, size.Height, PixelChannels.Grey, 8, () => next++);
    })];

    private static ImageFile[] Art(int count, int size, int colours, int seed = 0)
    {
        var random = new Random(seed);
        int[] levels = [.. Enumerable.Range(0, colours).Select(_ => random.Next(1 << 24))];
        return [.. Enumerable.Range(0, count).Select(i => new ImageFile($"{seed}-{i}.png", null, new Image(size, size, PixelChannels.Rgb, 8,
            [.. Enumerable.Range(0, size * size).Select(_ => levels[random.Next(colours)])
                .SelectMany(level => new[] { (ushort)(level >> 16), (ushort)(level >> 8 & 255), (ushort)(level & 255) })]), "RGB"))];
    }

    private static ImageFile File(string name, int width, int height, PixelChannels layout, int bitDepth, Func<int> sample) =>
        new(name, null, new Image(width, height, layout, bitDepth,
            [.. Enumerable.Range(0, width * height * (int)layout).Select(_ => (ushort)sample())]), "test");
}
