using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class OpenedFolderTests
{
    [TestCase(".", "")]
    [TestCase("maps", "maps")]
    [TestCase("maps/../maps/a.txt", "maps/a.txt")]
    [TestCase("..maps", "..maps")]
    public void WhatIsInsideIsFound(string path, string expected)
    {
        using var outer = new TemporaryFolder();
        string root = Directory.CreateDirectory(Path.Combine(outer.Path, "open")).FullName;
        Assert.That(new OpenedFolder(root).Inside(path), Is.EqualTo(Path.TrimEndingDirectorySeparator(Path.Combine(root, expected))));
    }

    [TestCase("..")]
    [TestCase("../open2")]
    [TestCase("maps/../../secret")]
    [TestCase("/etc/passwd")]
    [TestCase("")]
    [TestCase("a\0b")]
    public void WhatIsOutsideIsRefused(string path)
    {
        using var outer = new TemporaryFolder();
        string root = Directory.CreateDirectory(Path.Combine(outer.Path, "open")).FullName;
        Assert.That(() => new OpenedFolder(root).Inside(path), Throws.TypeOf<RefusedPathException>());
    }

    [Test]
    public void ALinkThatLeadsOutIsRefusedAndOneThatStaysInsideIsNot()
    {
        using var outer = new TemporaryFolder();
        string root = Directory.CreateDirectory(Path.Combine(outer.Path, "open")).FullName;
        Directory.CreateDirectory(Path.Combine(root, "maps"));
        Directory.CreateSymbolicLink(Path.Combine(root, "out"), outer.Path);
        Directory.CreateSymbolicLink(Path.Combine(root, "up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(root, "again"), "out");
        Directory.CreateSymbolicLink(Path.Combine(root, "in"), Path.Combine(root, "maps"));
        var folder = new OpenedFolder(root);
        Assert.Multiple(() =>
        {
            foreach (string path in new[] { "out", "out/secret", "up", "up/secret", "again", "again/x" })
                Assert.That(() => folder.Inside(path), Throws.TypeOf<RefusedPathException>(), path);
            Assert.That(folder.Inside("in/a.txt"), Is.EqualTo(Path.Combine(root, "in/a.txt")));
        });
    }

    [Test]
    public void TheFolderMayItselfBeALink()
    {
        using var outer = new TemporaryFolder();
        string real = Directory.CreateDirectory(Path.Combine(outer.Path, "real")).FullName;
        string link = Directory.CreateSymbolicLink(Path.Combine(outer.Path, "link"), real).FullName;
        Assert.That(new OpenedFolder(link).Inside("a.txt"), Is.EqualTo(Path.Combine(real, "a.txt")));
    }
}
