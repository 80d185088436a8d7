using BfnProcGen.AssetFiles;
using BfnProcGen.Models;

namespace BfnProcGen.Tests.AssetFiles;

/// <summary>What is said about a folder of images, and how images are shown.</summary>
public sealed class ImageSurveyTests
{
    [Test]
    public void CountsModesSizesLabelsAndDuplicates()
    {
        var survey = new ImageSurvey(new ImageFolder("folder", false,
        [
            Grey("orc/a", "orc", 2, [1, 2, 3, 4], "palette"), Grey("orc/b", "orc", 2, [1, 2, 3, 4], "grey"),
                Grey("elf/c", "elf", 2, [1, 2, 3, 5], "grey"), Grey("d", null, 4, [1, 2, 3, 4], "grey"),
        ], []), new ImageOptions());
        Assert.That(survey.Modes, Is.EqualTo(new[] { new NamedCount("grey", 3), new NamedCount("palette", 1) }));
        Assert.That(survey.Sizes, Is.EqualTo(new[] { new ImageSize(2, 2, 3), new ImageSize(4, 1, 1) }));
        Assert.That(survey.Labels, Is.EqualTo(new[] { new NamedCount("elf", 1), new NamedCount("orc", 2) }));
        Assert.That(survey.Duplicates, Is.EqualTo(new[] { new[] { "orc/a", "orc/b" } }));
        Assert.That(survey.Intentions[0], Is.EqualTo("3 of 4 images are learnt, by the rule '--fit skip'; the model draws 2×2 pixels."));
        Assert.That(survey.Intentions[1], Does.StartWith("A palette of 5 colours: all images together have 5 colours."));
        Assert.That(survey.Findings.Select(finding => finding.Message),
            Has.Some.Contains("1 of 4 images don't have 2×2 pixels").And.Some.Contains("only 4 images")
                .And.Some.Contains("1 images repeat others (orc/a = orc/b)"));
    }

    [Test]
    public void AnEmptyFolderHasNothingToSay()
    {
        var survey = new ImageSurvey(new ImageFolder("folder", false, [], []), new ImageOptions());
        Assert.That((survey.Plan, survey.Sizes.Count, survey.Intentions.Count), Is.EqualTo(((ImagePlan?)null, 0, 0)));
    }

    [Test]
    public void ASheetRepeatsPixelsOverACheckerboard()
    {
        var image = new Image(2, 1, PixelChannels.GreyAlpha, 8, [200, 255, 0, 0]);
        Picture picture = ImageSheet.DrawImage(image, 3);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((6, 3)));
        for (int i = 0; i < 9; i++) Assert.That(picture[i % 3, i / 3].ToArray(), Is.EqualTo(new byte[] { 200, 200, 200, 255 }));
        Assert.That(picture[4, 1].ToArray(), Is.EqualTo(new byte[] { 0x3a, 0x3d, 0x45, 255 }), "the ground shows through");
        var wide = new Image(16, 1, PixelChannels.GreyAlpha, 8, new ushort[32]);
        Assert.That(Enumerable.Range(0, 16).Select(x => ImageSheet.DrawImage(wide, 1)[x, 0][0]).Distinct().Count(), Is.EqualTo(2));
        Picture sheet = ImageSheet.Draw([.. Enumerable.Repeat(image, 5)], 4);
        int bright = Enumerable.Range(0, sheet.Width * sheet.Height).Count(i => sheet[i % sheet.Width, i / sheet.Width][0] == 200);
        Assert.That(bright, Is.EqualTo(5 * 16));
    }

    [Test]
    public void DeepImagesAreShownInEightBits() =>
        Assert.That(ImageSheet.DrawImage(new Image(1, 1, PixelChannels.Grey, 16, [0x8080]), 1)[0, 0].ToArray(),
            Is.EqualTo(new byte[] { 128, 128, 128, 255 }));

    private static ImageFile Grey(string name, string? label, int width, ushort[] samples, string mode) =>
        new(name, label, new Image(width, samples.Length / width, PixelChannels.Grey, 8, samples), mode);
}
