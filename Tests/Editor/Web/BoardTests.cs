using BfnProcGen.Editor.Web.Drawing;
using BfnProcGen.Sampling;

namespace BfnProcGen.Tests.Editor.Web;

[TestFixture]
public sealed class BoardTests
{
    private static readonly Board Empty = Board.Open(3, 2, new int[6]);

    [Test]
    public void WhatIsPaintedIsKept()
    {
        Board board = Empty.Paint(4, 7);
        Assert.Multiple(() =>
        {
            Assert.That(board.Cells[4], Is.EqualTo(7));
            Assert.That(board.Kept, Is.EqualTo(new[] { false, false, false, false, true, false }));
            Assert.That(Empty.Cells[4], Is.Zero, "the board before is as it was");
        });
    }

    [Test]
    public void ATileIsNeverKeptAndBannedAtOnce()
    {
        Board banned = Empty.Paint(2, 200).Ban(2, 200);
        Assert.Multiple(() =>
        {
            Assert.That((banned.Kept[2], banned.IsBanned(2, 200), banned.HasBans(2)), Is.EqualTo((false, true, true)));
            Assert.That(banned.Keep(2).Kept[2], Is.False);
            Assert.That(banned.Paint(2, 200).IsBanned(2, 200), Is.False);
            Assert.That(banned.Clear(2).HasBans(2), Is.False);
        });
    }

    [Test]
    public void WhatIsBlankIsNothingUntilItIsPaintedOrDrawn()
    {
        Board blank = Empty with { Blank = [true, true, true, true, true, true] };
        Board painted = blank.Paint(4, 0).Keep(1).Ban(2, 5);
        Assert.Multiple(() =>
        {
            Assert.That(painted.Blank, Is.EqualTo(new[] { true, true, true, true, false, true }));
            Assert.That(painted.Kept, Is.EqualTo(new[] { false, false, false, false, true, false }), "nothing can't be kept");
            Assert.That(painted.IsWhole, Is.False);
            Assert.That(painted.ClearAll().Blank, Is.EqualTo(painted.Blank));
            Assert.That((painted.ClearAll().Kept.Contains(true), painted.ClearAll().HasBans(2)), Is.EqualTo((false, false)));
            Assert.That(painted.Take([1, 2, 3, 4, 0, 6]).IsWhole, Is.True);
        });
    }

    [Test]
    public void OtherCellsAreTakenWithWhatIsKeptAndBanned()
    {
        Board taken = Empty.Paint(0, 1).Ban(5, 3).Take([1, 2, 3, 4, 5, 6]);
        Assert.That((taken.Cells[5], taken.Kept[0], taken.IsBanned(5, 3)), Is.EqualTo((6, true, true)));
    }

    [TestCase(0, 3, new[] { 0, 1, 2, 3 })]
    [TestCase(15, 0, new[] { 15, 10, 5, 0 })]
    [TestCase(12, 0, new[] { 12, 8, 4, 0 })]
    [TestCase(0, 11, new[] { 0, 5, 6, 11 })]
    [TestCase(6, 6, new[] { 6 })]
    public void AStrokeLeavesNoGaps(int from, int to, int[] cells) =>
        Assert.That(Board.Open(4, 4, new int[16]).Line(from, to), Is.EqualTo(cells));

    [Test]
    public void WhatIsKeptIsKnownAndWhatIsBannedIsWeighed()
    {
        Board board = Empty.Paint(4, 2).Ban(1, 0);
        Assert.Multiple(() =>
        {
            Assert.That(board.Known(), Is.EqualTo(new short[] { -1, -1, -1, -1, 2, -1 }));
            Assert.That(Array.FindAll(board.Bias(3)!, bias => bias != 0), Is.EqualTo(new[] { SampleItem.Ban }));
            Assert.That(board.Bias(3)![1], Is.EqualTo(SampleItem.Ban), "of the first value, the second cell");
            Assert.That(Empty.Known(), Is.Null, "as if nobody had asked for anything");
            Assert.That(Empty.Bias(3), Is.Null);
        });
    }

    [Test]
    public void MarkedCellsAreOutlinedAndFilled()
    {
        Board board = Empty.Paint(0, 1).Paint(1, 1);
        Assert.Multiple(() =>
        {
            Assert.That(BoardMarks.Area(board, cell => board.Kept[cell]), Is.EqualTo("M0 0h2v1h-2z"));
            Assert.That(BoardMarks.Outline(board, cell => board.Kept[cell]), Is.EqualTo("M0 0h1M0 0v1M1 0h1M2 0v1M0 1h1M1 1h1"));
            Assert.That(BoardMarks.Area(Empty, cell => Empty.Kept[cell]) + BoardMarks.Outline(Empty, cell => Empty.Kept[cell]), Is.Empty);
        });
    }

    [Test]
    public void AStrokeIsUndoneAsOne()
    {
        var history = new History<Board>(Empty);
        int changes = 0;
        history.Changed += () => changes++;
        history.Become(Empty.Paint(0, 1));
        history.Become(history.Now.Paint(1, 1), continues: true);
        history.Become(history.Now.Paint(2, 1), continues: true);
        history.Become(history.Now.Paint(5, 2));
        history.Undo();
        Assert.That(history.Now.Cells, Is.EqualTo(new int[] { 1, 1, 1, 0, 0, 0 }));
        history.Undo();
        Assert.That(history.Now, Is.EqualTo(Empty));
        history.Redo();
        history.Redo();
        Assert.That(history.Now.Cells, Is.EqualTo(new int[] { 1, 1, 1, 0, 0, 2 }));
        history.Undo();
        history.Become(history.Now.Clear(0));
        Assert.That((history.CanRedo, changes), Is.EqualTo((false, 10)), "each is told");
        history.Become(history.Now);
        history.Redo();
        Assert.That(changes, Is.EqualTo(10), "nothing has changed");
    }

    [Test]
    public void WhatChangesNothingIsNotUndone()
    {
        Board board = Empty.Paint(2, 200).Ban(1, 3);
        Board[] same =
        [
            Empty.ClearAll(), Empty.Clear(3), board.Ban(1, 3), board.Paint(2, 200), board.Keep(2), board.Take([.. board.Cells]),
            Board.Open(3, 2, new int[6]),
        ];
        foreach (Board next in same)
        {
            var history = new History<Board>(next.HasBans(1) ? board : Empty);
            history.Become(next);
            Assert.That(history.CanUndo, Is.False);
        }
        Board[] others = [board.ClearAll(), board.Ban(1, 4), board.Clear(1), board.Take(new int[6]), board with { Width = 2, Height = 3 }];
        foreach (Board next in others)
        {
            var history = new History<Board>(board);
            history.Become(next);
            Assert.That(history.CanUndo, Is.True);
        }
    }

    [Test]
    public void AStrokeThatBeginsWhereNothingChangesIsStillOneOfItsOwn()
    {
        Board first = Empty.Paint(0, 1);
        var history = new History<Board>(Empty);
        history.Become(first);
        history.Become(history.Now.Paint(0, 1));
        history.Become(history.Now.Paint(1, 1), continues: true);
        history.Become(history.Now.Paint(2, 1), continues: true);
        history.Undo();
        Assert.That(history.Now, Is.SameAs(first));
        history.Become(history.Now.Paint(3, 1), continues: true);
        history.Undo();
        Assert.That(history.Now, Is.SameAs(first), "what goes on after it was undone");
    }
}
