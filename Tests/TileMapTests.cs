namespace BfnProcGen.Tests;

public sealed class TileMapTests
{
    private static readonly TileMap Map = new(3, 2, [0, 1, 2, 3, 4, 5]);

    [Test]
    public void CellsAreFoundByColumnAndRow()
    {
        Assert.That(Map[2, 0], Is.EqualTo(2));
        Assert.That(Map[0, 1], Is.EqualTo(3));
    }

    [TestCase(3, 0)]
    [TestCase(-1, 1)]
    [TestCase(0, 2)]
    [TestCase(0, -1)]
    public void ACellOutsideTheMapIsRefused(int x, int y) => Assert.That(() => Map[x, y], Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void CellsThatDoNotFillTheMapAreRefused()
    {
        Assert.That(() => new TileMap(3, 2, new byte[5]), Throws.ArgumentException);
        Assert.That(() => new TileMap(1 << 16, 1 << 16, []), Throws.ArgumentException, "the product of the extents exceeds 32 bits");
    }
}
