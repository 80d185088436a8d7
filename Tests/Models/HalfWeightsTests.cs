using BfnProcGen.Models;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Models;

public sealed class HalfWeightsTests
{
    private const float LeastNormal = 6.103515625e-5f;

    [TestCase(0f)]
    [TestCase(-0f)]
    [TestCase(1f)]
    [TestCase(-0.333251953125f)]
    [TestCase(LeastNormal)]
    [TestCase(-65504f)]
    public void WhatIsAHalfStays(float value)
    {
        Assert.That(HalfWeights.AreExact([value]));
        Assert.That(HalfWeights.Round(value), Is.EqualTo(value));
    }

    [TestCase(1f / 3, 0.333251953125f)]
    [TestCase(-0.1f, -0.0999755859375f)]
    [TestCase(1e-5f, 0)]
    [TestCase(-3.1e-5f, -LeastNormal)]
    [TestCase(6.0e-5f, LeastNormal)]
    [TestCase(1e6f, 65504)]
    public void WhatIsNoneBecomesTheNearest(float value, float nearest)
    {
        Assert.That(HalfWeights.AreExact([1, value]), Is.False);
        Assert.That(HalfWeights.Round(value), Is.EqualTo(nearest));
        Assert.That(HalfWeights.AreExact([nearest]));
    }

    [TestCase(0f, true)]
    [TestCase(0.001f, true)]
    [TestCase(-65504f, true)]
    [TestCase(65600f, false)]
    [TestCase(1e-4f, false)]
    [TestCase(float.NaN, false)]
    public void WeightsAreRoundedByAKernelOnlyWhereTheirLargestIsInTheMiddleOfTheRange(float largest, bool areInRange) =>
        Assert.That(HalfWeights.AreInRange([0, largest / 3, largest, 0]), Is.EqualTo(areInRange));

    [Test]
    public void RoundingIsOffByOnePartInTwoThousandAtMost()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            float value = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 4)));
            float rounded = HalfWeights.Round(value);
            Assert.That(HalfWeights.AreExact([rounded]));
            Assert.That(Math.Abs(rounded - value), Is.LessThanOrEqualTo(Math.Max(Math.Abs(value) / 2048, 1f / (1 << 15))), $"{value}");
        }
    }

    [Test]
    public void AModelOfThemTakesHalfTheFileAndComesBackAsItIs()
    {
        using var folder = new TemporaryFolder();
        Model whole = TinyModel.Create(classes: 2).WithSelfTest(), half = whole.WithHalfWeights();
        Assert.That(half.SelfTest, Is.Not.Null.And.Not.EqualTo(whole.SelfTest));
        Assert.That(half.SelfTest!.Cells, Is.EqualTo(half.WithSelfTest().SelfTest!.Cells), "it belongs to the new weights");
        Assert.That(half.ComputeHash(), Is.Not.EqualTo(whole.ComputeHash()));
        whole.Save(folder["whole.safetensors"]);
        half.Save(folder["half.safetensors"]);
        long weights = whole.Weights.Sum(entry => entry.Value.Length * 4L);
        long saved = new FileInfo(folder["whole.safetensors"]).Length - new FileInfo(folder["half.safetensors"]).Length;
        Assert.That(saved, Is.EqualTo(weights / 2).Within(weights / 20));

        Model loaded = Model.Load(folder["half.safetensors"]);
        Assert.That(loaded.ComputeHash(), Is.EqualTo(half.ComputeHash()));
        loaded.Save(folder["again.safetensors"]);
        Assert.That(File.ReadAllBytes(folder["again.safetensors"]), Has.Length.EqualTo(new FileInfo(folder["half.safetensors"]).Length));
        IReadOnlyDictionary<string, SafetensorsTensor> tensors = SafetensorsFile.Read(folder["half.safetensors"]).Tensors;
        Assert.That(tensors.Values.Where(tensor => tensor.Shape.Length > 1).Select(tensor => tensor.DataType), Is.All.EqualTo("F16"));
        Assert.That(tensors.Values.Where(tensor => tensor.Shape.Length == 1).Select(tensor => tensor.DataType), Is.All.EqualTo("F32"));
        Assert.That(SafetensorsFile.Read(folder["whole.safetensors"]).Tensors.Values.Select(tensor => tensor.DataType), Has.Some.EqualTo("F32"));
    }

    [Test]
    public void TheyTakeHalfTheMemoryOnADevice()
    {
        Model whole = TinyModel.Create(classes: 2);
        MemoryEstimate before = Generator.EstimateMemory(whole), after = Generator.EstimateMemory(whole.WithHalfWeights());
        Assert.That((double)after.Weights / before.Weights, Is.EqualTo(0.5).Within(0.05));
        Assert.That(after.Generation, Is.EqualTo(before.Generation));
    }
}
