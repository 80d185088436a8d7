using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace BfnProcGen.Tests.Packages;

/// <summary>What is in the packages, and what they ask for.</summary>
[TestFixture]
public sealed class PackageContentTests
{
    private static readonly string[] s_libraries = ["BfnProcGen.Runtime", "BfnProcGen.AssetFiles", "BfnProcGen.Training"];

    [Test]
    public void ThereAreThreeLibrariesAndTheTool() =>
        Assert.That(
            Directory.GetFiles(PackedRepository.Folder["packages"], "*.nupkg").Select(path => Path.GetFileName(path)),
            Is.EquivalentTo(s_libraries.Append("BfnProcGen.Tool").Select(id => $"{id}.{PackedRepository.Version}.nupkg")));

    [TestCaseSource(nameof(s_libraries))]
    public void ALibraryIsManagedCodeWithDocsAndSymbols(string id)
    {
        using ZipArchive package = PackedRepository.Open(id);
        Assert.That(
            package.Entries.Select(entry => entry.FullName).Where(name => name.Contains('/') && name.Split('/')[0] is not ("_rels" or "package")),
            Is.EquivalentTo(new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" }));
        using ZipArchive symbols = PackedRepository.Open(id, "snupkg");
        using var pdb = new MemoryStream();
        using (Stream stream = symbols.GetEntry($"lib/net10.0/{id}.pdb")!.Open()) stream.CopyTo(pdb);
        pdb.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        MetadataReader reader = provider.GetMetadataReader();
        string[] sources = [.. reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name))];
        Assert.That(sources, Is.Not.Empty.And.All.StartsWith("/BfnProcGen/"), "no path of this machine");
    }

    [Test]
    public void MetadataSayWhatEachIs(
        [Values("BfnProcGen.Runtime", "BfnProcGen.AssetFiles", "BfnProcGen.Training", "BfnProcGen.Tool")] string id)
    {
        using ZipArchive package = PackedRepository.Open(id);
        XElement metadata = PackedRepository.Metadata(package);
        Assert.Multiple(() =>
        {
            Assert.That((string?)metadata.Element("license"), Is.EqualTo("MIT"));
            Assert.That((string?)metadata.Element("version"), Is.EqualTo(PackedRepository.Version));
            Assert.That((string?)metadata.Element("readme"), Is.EqualTo("README.md"));
            Assert.That((string?)metadata.Element("description"), Has.Length.GreaterThan(40));
            using var readme = new StreamReader(package.GetEntry("README.md")!.Open());
            Assert.That(readme.ReadLine(), Is.EqualTo($"# {id}"));
        });
    }

    [Test]
    public void TheRuntimeHoldsTheShadersAndAsksForVulkanAlone()
    {
        using ZipArchive package = PackedRepository.Open("BfnProcGen.Runtime");
        using var library = new MemoryStream();
        using (Stream stream = package.GetEntry("lib/net10.0/BfnProcGen.Runtime.dll")!.Open()) stream.CopyTo(library);
        library.Position = 0;
        using var file = new PEReader(library);
        MetadataReader reader = file.GetMetadataReader();
        string[] embedded = [.. reader.ManifestResources.Select(handle => reader.GetString(reader.GetManifestResource(handle).Name))];
        // The kernel of cooperative matrices is there where the build's shader compiler knows them.
        string[] shaders = [.. Directory.GetFiles(Path.Combine(Repository.Root.FullName, "Shaders"), "*.comp")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "convolution_cooperative")
            .Select(name => $"Shaders/{name}.spv")];
        Assert.That(embedded, Is.SupersetOf(shaders));
        Assert.That(embedded, Is.EquivalentTo(typeof(GpuDevice).Assembly.GetManifestResourceNames()));
        Assert.That(Dependencies(package), Does.Contain("Silk.NET.Vulkan").And.All.Matches("^(Silk\\.NET|Microsoft\\.Extensions)\\."));
    }

    [Test]
    public void NeitherTrainingNorTheToolBringsTorchsNativeLibrary()
    {
        using ZipArchive training = PackedRepository.Open("BfnProcGen.Training"), tool = PackedRepository.Open("BfnProcGen.Tool");
        Assert.That(Dependencies(training), Does.Contain("TorchSharp").And.Contain("BfnProcGen.AssetFiles").And.None.Matches("^libtorch"));
        Assert.That(
            tool.Entries.Select(entry => entry.Name),
            Does.Contain("bfn.dll").And.Contain("TorchSharp.dll").And.None.Matches("torch_cpu|libSkiaSharp"));
        string file = PackedRepository.Folder[$"packages/BfnProcGen.Tool.{PackedRepository.Version}.nupkg"];
        Assert.That(new FileInfo(file).Length, Is.LessThan(20e6));
    }

    private static IEnumerable<string> Dependencies(ZipArchive package) =>
        PackedRepository.Metadata(package).Descendants("dependency").Select(element => (string)element.Attribute("id")!);
}
