using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web.Access;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor.Web;

/// <summary>What the editor finds in a folder, and what it leaves alone.</summary>
[TestFixture]
public sealed class AssetLibraryTests
{
    private TemporaryFolder _outer = null!;
    private OpenedFolder _opened = null!;
    private AssetLibrary _library = null!;

    [SetUp]
    public void SetUp()
    {
        _outer = new TemporaryFolder();
        Directory.CreateDirectory(_outer["open/maps"]);
        Directory.CreateDirectory(_outer["secret"]);
        _outer.Add("open/maps/a.txt", "#.").Add("open/maps/b.txt", ".#").Add("secret/names.csv", "name\nSecret\n").Add("secret/c.txt", "x#");
        _opened = new OpenedFolder(_outer["open"]);
        _library = new AssetLibrary(_opened);
    }

    [TearDown]
    public void TearDown() => _outer.Dispose();

    [Test]
    public void AFolderThatIsALinkOutIsListedAndRefused()
    {
        Directory.CreateSymbolicLink(_outer["open/away"], _outer["secret"]);
        IReadOnlyList<string> places = _library.Places();
        Assert.Multiple(() =>
        {
            Assert.That(places, Is.EqualTo(new[] { ".", "away", "maps" }), "not what lies behind it");
            Assert.That(_library.FirstPlace(places), Is.EqualTo("maps"));
            Assert.That(() => _library.Open("away"), Throws.TypeOf<RefusedPathException>());
        });
    }

    [Test]
    public void AFileThatIsALinkOutIsAFinding()
    {
        File.CreateSymbolicLink(_outer["open/maps/out.txt"], _outer["secret/c.txt"]);
        OpenAssets open = _library.Open("maps");
        Assert.Multiple(() =>
        {
            Assert.That(open.Source.Items.Select(item => item.Name), Is.EqualTo(new[] { "a.txt", "b.txt" }));
            Assert.That(open.Entries.Select(entry => (entry.Name, entry.Index)), Has.Member(("out.txt", -1)));
            Assert.That(open.Findings.Select(finding => finding.Message), Has.Some.Contains("leads out"));
            Assert.That(open.Corpus, Is.Not.Null, "what is left can be trained on");
        });
    }

    [Test]
    public void AFolderThatCanNotBeLookedIntoHidesNoOther()
    {
        IReadOnlyList<string> places = [".", "gone", "maps"];
        Assert.Multiple(() =>
        {
            Assert.That(_library.FirstPlace(places), Is.EqualTo("maps"));
            Assert.That(() => _library.Open("gone"), Throws.TypeOf<AssetException>().With.Message.Contains("There is no folder"));
        });
    }
}
