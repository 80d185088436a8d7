using BfnProcGen.Sampling;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>
/// A map or sprite that is being drawn: its cells, which of them are to stay, and what must not come. Never changed: every stroke makes
/// another one.
/// </summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Cells">What each cell is, as its <see cref="Medium"/> counts: a tile, a colour.</param>
/// <param name="Kept">Cells that stay as they are.</param>
/// <param name="Banned">Which of the first 256 values must not come, cell by cell: a bit each, four words a cell.</param>
/// <param name="Blank">Cells that nothing has been drawn in yet, whatever stands for that in <paramref name="Cells"/>.</param>
public sealed record Board(int Width, int Height, int[] Cells, bool[] Kept, ulong[] Banned, bool[] Blank)
{
    private const int Words = 4, MostBanned = 64 * Words;

    /// <summary>Whether it is the same to look at: what changes nothing is no change.</summary>
    public bool Equals(Board? other) => ReferenceEquals(this, other) || other is not null && (Width, Height) == (other.Width, other.Height)
        && Cells.AsSpan().SequenceEqual(other.Cells) && Kept.AsSpan().SequenceEqual(other.Kept)
        && Banned.AsSpan().SequenceEqual(other.Banned) && Blank.AsSpan().SequenceEqual(other.Blank);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int cell in Cells) hash.Add(cell);
        return hash.ToHashCode();
    }

    /// <summary>A board on which everything is open.</summary>
    public static Board Open(int width, int height, int[] cells) =>
        new(width, height, cells, new bool[cells.Length], new ulong[cells.Length * Words], new bool[cells.Length]);

    /// <summary>Whether something has been drawn in every cell.</summary>
    public bool IsWhole => !Blank.Contains(true);

    /// <summary>The cells all around.</summary>
    public IEnumerable<int> Edge => Enumerable.Range(0, Cells.Length)
        .Where(cell => cell % Width == 0 || cell % Width == Width - 1 || cell < Width || cell >= Width * (Height - 1));

    /// <summary>A cell becomes something, and stays it.</summary>
    public Board Paint(int cell, int value) => Clear(cell) with
    {
        Cells = With(Cells, cell, value), Kept = With(Kept, cell, true), Blank = With(Blank, cell, false),
    };

    /// <summary>A cell stays as it is, if it is anything.</summary>
    public Board Keep(int cell) => Blank[cell] || IsBanned(cell, Cells[cell]) ? this : this with { Kept = With(Kept, cell, true) };

    /// <summary>Something must not come in a cell.</summary>
    public Board Ban(int cell, int value)
    {
        var banned = (ulong[])Banned.Clone();
        banned[cell * Words + value / 64] |= 1UL << value % 64;
        bool contradicts = Kept[cell] && Cells[cell] == value;
        return this with { Banned = banned, Kept = contradicts ? With(Kept, cell, false) : Kept };
    }

    /// <summary>A cell is open again.</summary>
    public Board Clear(int cell)
    {
        if (!HasBans(cell)) return this with { Kept = With(Kept, cell, false) };
        var banned = (ulong[])Banned.Clone();
        Array.Clear(banned, cell * Words, Words);
        return this with { Banned = banned, Kept = With(Kept, cell, false) };
    }

    /// <summary>Everything is open again.</summary>
    public Board ClearAll() => this with { Kept = new bool[Cells.Length], Banned = new ulong[Cells.Length * Words] };

    /// <summary>Other cells in their place; what is to stay, and not to come, holds for them too.</summary>
    public Board Take(int[] cells) => this with { Cells = cells, Blank = new bool[cells.Length] };

    /// <summary>The cells between two cells, both included: a mouse may be faster than it tells.</summary>
    public IEnumerable<int> Line(int from, int to)
    {
        int x = from % Width, y = from / Width, right = to % Width - x, down = to / Width - y;
        int steps = Math.Max(Math.Abs(right), Math.Abs(down));
        for (int i = 0; i <= steps; i++)
        {
            double share = steps == 0 ? 0 : (double)i / steps;
            yield return (y + (int)Math.Round(down * share)) * Width + x + (int)Math.Round(right * share);
        }
    }

    /// <summary>Whether something must not come in a cell.</summary>
    public bool IsBanned(int cell, int value) =>
        value is >= 0 and < MostBanned && (Banned[cell * Words + value / 64] >> value % 64 & 1) == 1;

    /// <summary>Whether anything must not come in a cell.</summary>
    public bool HasBans(int cell) => Banned.AsSpan(cell * Words, Words).ContainsAnyExcept(0UL);

    /// <summary>Of discrete data: what is kept, as <see cref="SampleItem.Known"/> has it; null where nothing is.</summary>
    public short[]? Known() => Kept.Contains(true) ? [.. Cells.Zip(Kept, (value, kept) => kept ? (short)value : (short)-1)] : null;

    /// <summary>Of discrete data: what bans, as <see cref="SampleItem.Bias"/> has it; null where nothing is banned.</summary>
    /// <param name="classes">How many values there are.</param>
    public float[]? Bias(int classes)
    {
        if (!Banned.AsSpan().ContainsAnyExcept(0UL)) return null;
        var bias = new float[classes * Cells.Length];
        for (int value = 0; value < classes; value++)
        for (int cell = 0; cell < Cells.Length; cell++)
            if (IsBanned(cell, value)) bias[value * Cells.Length + cell] = SampleItem.Ban;
        return bias;
    }

    private static T[] With<T>(T[] all, int cell, T value)
    {
        if (EqualityComparer<T>.Default.Equals(all[cell], value)) return all;
        var copy = (T[])all.Clone();
        copy[cell] = value;
        return copy;
    }
}
