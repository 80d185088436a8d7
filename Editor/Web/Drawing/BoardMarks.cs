using System.Globalization;
using System.Text;

namespace BfnProcGen.Editor.Web.Drawing;

/// <summary>Marks cells of a board: SVG paths in which a cell is one unit wide and high, however many there are.</summary>
internal static class BoardMarks
{
    /// <summary>The area of some cells.</summary>
    /// <param name="board">The board.</param>
    /// <param name="marked">Which cells.</param>
    public static string Area(Board board, Func<int, bool> marked)
    {
        var path = new StringBuilder();
        for (int y = 0; y < board.Height; y++)
        {
            for (int x = 0, end; x < board.Width; x = end + 1)
            {
                for (end = x; end < board.Width && marked(y * board.Width + end);) end++;
                if (end > x) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{end - x}v1h{x - end}z");
            }
        }
        return path.ToString();
    }

    /// <summary>The lines between marked cells and others, and along the edge.</summary>
    /// <inheritdoc cref="Area"/>
    public static string Outline(Board board, Func<int, bool> marked)
    {
        var path = new StringBuilder();
        for (int y = 0; y <= board.Height; y++)
        for (int x = 0; x <= board.Width; x++)
        {
            bool here = Is(x, y);
            if (x < board.Width && here != Is(x, y - 1)) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1");
            if (y < board.Height && here != Is(x - 1, y)) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}v1");
        }
        return path.ToString();

        bool Is(int x, int y) => x >= 0 && y >= 0 && x < board.Width && y < board.Height && marked(y * board.Width + x);
    }
}
