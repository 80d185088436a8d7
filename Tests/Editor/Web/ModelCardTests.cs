using BfnProcGen.Editor.Web.Export;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class ModelCardTests
{
    [TestCase("rooms.safetensors", "\"rooms.safetensors\"")]
    [TestCase("my \"best\" rooms.safetensors", "\"my \\\"best\\\" rooms.safetensors\"")]
    [TestCase("a\\nb.safetensors", "\"a\\\\nb.safetensors\"")]
    [TestCase("a\nb\u2028\u202e.safetensors", "\"a\\u000ab\\u2028\\u202e.safetensors\"")]
    [TestCase("räume {0}.safetensors", "\"räume {0}.safetensors\"")]
    public void AFileNameIsTextOfCSharpWhateverIsInIt(string name, string literal) =>
        Assert.That(ModelCard.Snippet(TinyModel.Create(), name), Does.Contain($"Generator.Load(device, {literal});"));
}
