using BfnProcGen.Maps;
using BfnProcGen.Models;
using BfnProcGen.Sampling;
using BfnProcGen.Tests.Models;

namespace BfnProcGen.Tests.Maps;

/// <summary>Rules by tiles' names become known cells and biases, or are refused.</summary>
public sealed class MapRulesTests
{
    private const int Width = 7, Cells = 42;
    private static readonly Model Model = TinyModel.Create();

    [Test]
    public void WhatIsKnownLaterReplacesWhatWasKnownBefore()
    {
        TileMap map = new(Width, 6, [.. Enumerable.Range(0, Cells).Select(i => (byte)(i % 5))]);
        var given = new short[Cells];
        Array.Fill(given, (short)-1);
        given[8] = 2;
        MapRules rules = MapRules.None.Know(new CellArea(5, 4, 2, 2), "tile 1").Keep(map, new CellArea(1, 1, 2, 2), new CellArea(4, 3, 3, 3)).Know(2, 2, "e");
        (short[]? known, float[]? bias) = rules.Apply(Model, given, null);
        short[] expected = Array.ConvertAll(map.Cells.ToArray(), tile => (short)tile);
        foreach (int open in new[] { 9, 15, 25, 26, 27, 32, 39 }) expected[open] = -1;
        (expected[8], expected[16]) = (2, 4);
        foreach (int cell in new[] { 33, 34, 40, 41 }) expected[cell] = 1;
        Assert.Multiple(() =>
        {
            Assert.That(known, Is.EqualTo(expected));
            Assert.That(bias, Is.Null);
            Assert.That(given.Count(tile => tile >= 0), Is.EqualTo(1), "what the caller gave stays as it is");
            Assert.That(MapRules.None.Apply(Model, given, null).Known, Is.SameAs(given));
        });
    }

    [Test]
    public void BansAndWeightsAddUp()
    {
        var given = new float[5 * Cells];
        Array.Fill(given, 0.25f);
        float[] bias = MapRules.None.Ban(3).Weigh("c", 2).Weigh("tile 2", 4, new CellArea(0, 0, 1, 1)).Ban("a", new CellArea(6, 5, 1, 1))
            .Apply(Model, null, given).Bias!;
        for (int cell = 0; cell < Cells; cell++)
        {
            float weight = 0.25f + MathF.Log(2) + (cell == 0 ? MathF.Log(4) : 0);
            Assert.That(SampleItem.IsBan(bias[3 * Cells + cell]));
            Assert.That(bias[2 * Cells + cell], Is.EqualTo(weight).Within(1e-6f));
            Assert.That(SampleItem.IsBan(bias[cell]), Is.EqualTo(cell == 41));
            Assert.That(bias[4 * Cells + cell], Is.EqualTo(0.25f));
        }
    }

    [Test]
    public void WhatMakesNoSenseIsRefused()
    {
        MapRules all = Enumerable.Range(0, 5).Aggregate(MapRules.None, (rules, tile) => rules.Ban(tile, new CellArea(3, 2, 1, 1)));
        Assert.Multiple(() =>
        {
            Assert.That(() => Apply(MapRules.None.Ban("lava")), Refused("'lava', only tile 0 'a'"));
            Assert.That(() => Apply(MapRules.None.Ban(5)), Refused("0 to 4"));
            Assert.That(() => Apply(MapRules.None.Ban(0, new CellArea(6, 0, 2, 1))), Refused("2×1"));
            Assert.That(() => Apply(MapRules.None.Know(0, 6, 0)), Refused("row 6"));
            Assert.That(() => Apply(MapRules.None.Keep(new TileMap(6, 7, new byte[Cells]))), Refused("6×7"));
            Assert.That(() => MapRules.None.Weigh(0, -1), Refused("-1"));
            Assert.That(() => MapRules.None.Weigh(0, double.NaN), Refused("NaN"));
            Assert.That(() => Apply(MapRules.None.Know(2, 3, "b").Ban("b")), Refused("tile 1 'b' is known in the cell of column 2 and row 3"));
            Assert.That(() => MapRules.None.Ban(0).Apply(TinyModel.OfPalette(), null, null), Refused("tile maps"));
            Assert.That(() => MapRules.None.Ban(0).Apply(Model, new short[3], null), Refused("3 known"));
            Assert.That(() => MapRules.None.Ban(0).Apply(Model, null, new float[3]), Refused("3 were given"));
            Assert.That(() => Draw(all), Refused("column 3 and row 2"));
            Assert.That(() => Draw(all.Know(0, 0, 0)), Refused("column 3 and row 2"));
            Assert.That(() => Apply(all.Know(3, 2, 0)), Refused("banned there"));
            Assert.That(() => Apply(MapRules.None.Know(2, 3, "b").Ban("b", new CellArea(0, 0, 2, 6))), Throws.Nothing);
        });

        static (short[]?, float[]?) Apply(MapRules rules) => rules.Apply(Model, null, null);

        static byte[] Draw(MapRules rules) => new PlainSampler(Model.Flow, new BfnProcGen.Networks.PlainNetwork(Model.Network, Model.Weights))
            .Sample(Model.Flow.Steps(Model.SolverFor(2), 2), [new SampleRequest { Rules = rules }.ItemFor(Model)])[0];

        static NUnit.Framework.Constraints.IResolveConstraint Refused(string because) => Throws.TypeOf<RequestException>().With.Message.Contains(because);
    }

    [Test]
    public void ATileIsMeantByItsSymbolThenByItsName()
    {
        Tile[] tiles = [new("#", "wall"), new(".", "#"), new("x", "door"), new("y", "door"), new("wall")];
        Assert.Multiple(() =>
        {
            Assert.That(((TileChoice)"#").IndexIn(tiles), Is.Zero);
            Assert.That(((TileChoice)"wall").IndexIn(tiles), Is.EqualTo(4));
            Assert.That(((TileChoice)3).IndexIn(tiles), Is.EqualTo(3));
            Assert.That(() => ((TileChoice)"door").IndexIn(tiles), Throws.TypeOf<RequestException>().With.Message.Contains("x or y"));
            Assert.That(() => ((TileChoice)(-1)).IndexIn(tiles), Throws.TypeOf<RequestException>());
        });
    }
}
