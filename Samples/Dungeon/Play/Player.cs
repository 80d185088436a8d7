namespace BfnProcGen.Dungeon.Play;

/// <summary>The player: in a cell, or on the way to the next, a pixel a frame.</summary>
internal sealed class Player
{
    /// <summary>Pixels, and frames, from cell to cell.</summary>
    public const int StepPixels = 16;

    private bool _isWalking;

    /// <summary>The cell of the world that the player is in or comes from.</summary>
    public (int X, int Y) Cell { get; private set; }

    /// <summary>Where the player looks.</summary>
    public Direction Facing { get; set; } = Direction.Down;

    /// <summary>Pixels walked since the cell.</summary>
    public int Walked { get; private set; }

    /// <summary>Cells walked, ever.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether the player stands in a cell.</summary>
    public bool IsStanding => !_isWalking;

    /// <summary>The cell in front.</summary>
    public (int X, int Y) Ahead => (Cell.X + Facing.Step().X, Cell.Y + Facing.Step().Y);

    /// <summary>The world's pixel of the player's upper left corner.</summary>
    public (int X, int Y) Pixel =>
        (Cell.X * StepPixels + Facing.Step().X * Walked, Cell.Y * StepPixels + Facing.Step().Y * Walked);

    /// <summary>Stands somewhere else.</summary>
    public void MoveTo((int X, int Y) cell) => (Cell, Walked, _isWalking) = (cell, 0, false);

    /// <summary>Begins to walk to the cell in front.</summary>
    public void Step() => _isWalking = true;

    /// <summary>Goes on walking, where that has begun.</summary>
    public void Walk()
    {
        if (!_isWalking || ++Walked < StepPixels) return;
        (Cell, Walked, _isWalking) = (Ahead, 0, false);
        Steps++;
    }
}
