using System.Reflection;
using System.Runtime.InteropServices;
using BfnProcGen.Gpu;

namespace BfnProcGen.Tests.Gpu;

/// <summary>What the SPIR-V of each kernel expects is what its C# struct gives.</summary>
public sealed class ShaderInterfaceTests
{
    public static IEnumerable<TestCaseData> Kernels() => KernelList.All.Select(kernel => new TestCaseData(kernel).SetArgDisplayNames(kernel.Shader));

    [Test]
    public void EveryKernelHasAShaderAndEveryShaderAKernel()
    {
        IEnumerable<string> shaders = typeof(GpuDevice).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".spv", StringComparison.Ordinal));
        Assert.That(shaders, Is.EquivalentTo(KernelList.All.Select(kernel => $"Shaders/{kernel.Shader}.spv")));
    }

    [TestCaseSource(nameof(Kernels))]
    public void PushConstantsAreTheStruct(object item)
    {
        var kernel = (KernelList)item;
        Assert.That(Module(kernel).PushConstants, Is.EqualTo(FieldsOf(kernel.PushConstants)));
        Assert.That(Marshal.SizeOf(kernel.PushConstants), Is.LessThanOrEqualTo((int)KernelBindings.PushConstantBytes));
    }

    [TestCaseSource(nameof(Kernels))]
    public void BindingsAreThoseOfTheDescriptorSet(object item)
    {
        IReadOnlyList<(uint, uint, string)> buffers = Module((KernelList)item).Buffers;
        Assert.That(buffers, Is.Not.Empty);
        foreach ((uint set, uint binding, string block) in buffers)
        {
            Assert.That(set, Is.Zero);
            Assert.That(block, Does.EndWith(((KernelBinding)binding).ToString()), "the arena and the weights have two views, of one float and of four");
        }
        foreach ((uint set, uint binding, string name) in Module((KernelList)item).Texels)
        {
            Assert.That(set, Is.Zero);
            Assert.That(name, Is.EqualTo(((KernelBinding)binding).ToString()).IgnoreCase);
        }
    }

    [TestCaseSource(nameof(Kernels))]
    public void SpecialisationConstantsAreNamedAndNumberedAlike(object item)
    {
        var kernel = (KernelList)item;
        SpirVModule module = Module(kernel);
        Assert.That(module.HasWorkgroupSize);
        var expected = kernel.Constants.Select((name, i) => ((uint)i + 1, name));
        Assert.That(module.Constants.Where(entry => entry.Key > 0).OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)), Is.EqualTo(expected));
    }

    [TestCase("start")]
    [TestCase("update_discrete")]
    [TestCase("update_continuous")]
    [TestCase("update_discretised")]
    [TestCase("result_continuous")]
    [TestCase("result_discretised")]
    [TestCase("guide")]
    public void TheStepTablesRowIsTheStruct(string shader)
    {
        var module = new SpirVModule(PipelineStore.LoadShader(shader));
        // C# properties are kept in fields in the order of the record's parameters.
        Assert.That(module.Struct(nameof(StepScalars)), Is.EqualTo(FieldsOf(typeof(StepScalars))));
    }

    private static SpirVModule Module(KernelList kernel) => new(PipelineStore.LoadShader(kernel.Shader));

    // A struct inside a struct counts as its fields.
    private static IEnumerable<SpirVModule.Member> FieldsOf(Type type, int at = 0)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Assert.That(at % 4, Is.Zero);
            int offset = at + (int)Marshal.OffsetOf(type, field.Name);
            if (!field.FieldType.IsPrimitive)
            {
                foreach (SpirVModule.Member member in FieldsOf(field.FieldType, offset)) yield return member;
                continue;
            }
            string name = field.Name.TrimStart('<').Split('>')[0];
            yield return new SpirVModule.Member(char.ToLowerInvariant(name[0]) + name[1..], (uint)offset, TypeName(field.FieldType));
        }
    }

    private static string TypeName(Type type) => type == typeof(uint) ? "uint" : type == typeof(int) ? "int" : type == typeof(float) ? "float" : type.Name;
}
