using BfnProcGen.Gpu;
using BfnProcGen.Networks;
using BfnProcGen.Plans;

namespace BfnProcGen.Tests.Gpu;

/// <summary>The tiles of cooperative matrices, and what of them is chosen, by enumeration and without a device.</summary>
public sealed class CooperativeTileTests
{
    // Software Vulkan; most GPUs; Intel's; smaller ones that some offer beside them.
    private static readonly MatrixExtents[] Offered = [new(8, 8, 8), new(16, 16, 16), new(8, 16, 16), new(16, 8, 8), new(32, 8, 16)];

    public static IEnumerable<ConvolutionStep> Steps() =>
        KernelCases.All.Where(item => item.Kernel == "convolution").Select(item => item.Plan.Steps.OfType<ConvolutionStep>().Last());

    [TestCaseSource(nameof(Steps))]
    public void EveryTileComputesEachOfItsCellsOnceFromWhatIsLoaded(object item)
    {
        var step = (ConvolutionStep)item;
        foreach (MatrixExtents matrix in Offered)
        foreach (int batch in new[] { 1, 2, 3, 64 })
        {
            CooperativeTile[] tiles = [.. CooperativeTile.Candidates(matrix, step, batch)];
            Assert.That(tiles, Is.Not.Empty);
            Assert.That(tiles.Select(tile => tile.Sources).Distinct().Count(), Is.EqualTo(1), "the order of a sum's terms");
            Assert.That(tiles.Select(tile => tile.Sources % matrix.Depth), Is.All.Zero);
            Assert.That(tiles.Select(tile => tile.HoldsItsCells(step)), Is.All.True);
            foreach (CooperativeTile tile in tiles)
                Assert.That(CellsOf(tile, step), Is.Unique.And.Exactly(tile.Width * tile.Height * tile.Items).Items, $"{tile}");
        }
    }

    // What every device has: 32 KiB, and 128 invocations, of which a subgroup may take 32.
    [TestCaseSource(nameof(Steps))]
    public void OneTileAtLeastFitsEveryDevice(object item)
    {
        var step = (ConvolutionStep)item;
        foreach (MatrixExtents matrix in Offered)
            Assert.That(CooperativeTile.Candidates(matrix, step, 4).Any(tile => tile.Bytes(step) <= 32 << 10 && tile.Groups <= 4));
    }

    [Test]
    public void TheSameBitsInEveryBatch([ValueSource(nameof(Steps))] object item)
    {
        var step = (ConvolutionStep)item;
        foreach (MatrixExtents matrix in Offered)
        {
            IEnumerable<int> sources = new[] { 1, 5, 64 }.SelectMany(batch => CooperativeTile.Candidates(matrix, step, batch))
                .Select(tile => tile.Sources);
            Assert.That(sources.Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public void OfWhatADeviceOffersTheLargestThatSuitIsTaken()
    {
        Assert.Multiple(() =>
        {
            Assert.That(CooperativeMatrices.Best([new(16, 8, 8), new(16, 16, 16), new(16, 8, 16)]), Is.EqualTo(new MatrixExtents(16, 16, 16)));
            Assert.That(CooperativeMatrices.Best([new(8, 8, 4), new(8, 8, 8)]), Is.EqualTo(new MatrixExtents(8, 8, 8)), "columns start at 16 bytes");
            Assert.That(CooperativeMatrices.Best([new(6, 64, 64)]), Is.Null, "weights lie in fours of channels");
            Assert.That(CooperativeMatrices.Best([]), Is.Null);
        });
    }

    // Times of registers, shared memory and matrices; the difference of each of the latter two.
    [TestCase(10, 8, 0, 5, 0.0005, true, "shared")]
    [TestCase(10, 8, 0, 7.1, 0.0005, true, "shared")]
    [TestCase(10, 8, 0, 7.3, 0.0005, false, "shared")]
    [TestCase(10, 8, 0, 5, 0.002, false, "shared")]
    [TestCase(10, 8, 0, 5, double.PositiveInfinity, false, "shared")]
    [TestCase(10, 8, 0, 5, double.NaN, false, "shared")]
    [TestCase(10, 1, 1e-9, 5, 0.0005, true, null)]
    [TestCase(10, 12, 0, 20, 0, false, null)]
    public void WhatIsChosenIsSoundAndFastest(
        double registers, double shared, double sharedDifference, double matrices, double difference, bool pays, string? exact)
    {
        var tile = new SharedTile(8, 8, 1, 8, 4, 2, 4);
        CooperativeTile cooperative = CooperativeTile.Candidates(Offered[1], Steps().First(), 1).First();
        TileTrial[] trials = [new(null, registers, 0), new(tile, shared, sharedDifference), new(cooperative, matrices, difference)];
        Assert.Multiple(() =>
        {
            Assert.That(TileTrial.RoundingPays(trials), Is.EqualTo(pays));
            Assert.That(TileTrial.Fastest(trials, rounds: false)!.Value.Tile, exact is null ? Is.Null : Is.EqualTo(tile));
            Assert.That(TileTrial.Fastest(trials, rounds: true)?.Tile, difference <= TileTrial.Bound ? Is.EqualTo(cooperative) : Is.Null);
        });
    }

    [TestCase(4, 4.001f, 0.00025)]
    [TestCase(4, float.NaN, double.PositiveInfinity)]
    [TestCase(float.NaN, 4, double.PositiveInfinity)]
    [TestCase(4, float.NegativeInfinity, double.PositiveInfinity)]
    public void ADifferenceIsAShareOfTheLargestOutput(float expected, float actual, double difference)
    {
        // Between the two items is what belongs to others, however large.
        var target = new View(new Shape(1, 1, 2), 0, 3);
        uint[] first = Bits(1, expected, 1000, -2, 0), second = Bits(1, actual, 1000, -2, 0), outside = Bits(1, expected, 1001, -2, 0);
        Assert.That(TileTrial.DifferenceOf(first, second, target), Is.EqualTo(difference).Within(1e-6));
        Assert.That(TileTrial.DifferenceOf(first, outside, target), Is.EqualTo(double.PositiveInfinity));
        Assert.That(TileTrial.DifferenceOf(first, first, target), Is.Zero);
    }

    private static uint[] Bits(params float[] values) => Array.ConvertAll(values, BitConverter.SingleToUInt32Bits);

    // The cells of the tile that its matrices compute, as the shader numbers them: item, row, column.
    private static IEnumerable<(int, int, int)> CellsOf(CooperativeTile tile, ConvolutionStep step)
    {
        int spanX = (tile.Width - 1) * step.Stride + step.Kernel, spanY = (tile.Height - 1) * step.Stride + step.Kernel;
        int piece = (spanX * spanY + step.Stride - 1) / step.Stride * step.Stride, perItem = piece / step.Stride;
        bool inRows = tile.Width % tile.Matrix.Columns == 0;
        int perRow = inRows ? tile.Width / tile.Matrix.Columns : 1;
        for (int matrix = 0; matrix < tile.CellGroups * tile.CellMatrices; matrix++)
        for (int column = 0; column < tile.Matrix.Columns; column++)
        {
            int row = matrix / perRow;
            int first = inRows
                ? row / tile.Height * perItem + row % tile.Height * spanX + matrix % perRow * tile.Matrix.Columns
                : matrix * tile.Matrix.Columns;
            int number = first + column, item = number / perItem, x = number % perItem % spanX, y = number % perItem / spanX;
            if (item < tile.Items && x < tile.Width && y < tile.Height) yield return (item, y, x);
        }
    }
}
