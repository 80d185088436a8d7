using BfnProcGen.Maps;

namespace BfnProcGen.Checks;

/// <summary>The cells of a map as places that one steps between in four directions, numbered row after row.</summary>
internal sealed class CellGraph(int width, int height, Wrap wrap)
{
    /// <summary>
    /// A number for each cell that can be walked on, the same for those that can be reached from each other; −1 for others.
    /// </summary>
    public int[] Parts(bool[] walks)
    {
        var part = new int[walks.Length];
        Array.Fill(part, -1);
        var open = new Stack<int>();
        Span<int> around = stackalloc int[4];
        for (int first = 0, parts = 0; first < part.Length; first++)
        {
            if (!walks[first] || part[first] >= 0) continue;
            part[first] = parts;
            open.Push(first);
            while (open.TryPop(out int cell))
            {
                foreach (int next in Around(cell, around))
                {
                    if (!walks[next] || part[next] >= 0) continue;
                    part[next] = parts;
                    open.Push(next);
                }
            }
            parts++;
        }
        return part;
    }

    /// <summary>The way that crosses the fewest cells that can't be walked on, from some cells to some others, both included.</summary>
    public IReadOnlyList<int> ShortestWay(bool[] walks, Func<int, bool> isStart, Func<int, bool> isEnd)
    {
        var before = new int[walks.Length];
        Array.Fill(before, -2);
        // Breadth first, with a list for each number of cells that were dug away: cells that cost nothing go on in the same one.
        List<int> now = [.. Enumerable.Range(0, walks.Length).Where(isStart)], later = [];
        foreach (int start in now) before[start] = -1;
        Span<int> around = stackalloc int[4];
        for (; now.Count > 0; (now, later) = (later, []))
        {
            for (int i = 0; i < now.Count; i++)
            {
                if (isEnd(now[i])) return WayTo(now[i]);
                foreach (int next in Around(now[i], around))
                {
                    if (before[next] != -2) continue;
                    before[next] = now[i];
                    (walks[next] ? now : later).Add(next);
                }
            }
        }
        return [];

        IReadOnlyList<int> WayTo(int end)
        {
            var way = new List<int>();
            for (int cell = end; cell >= 0; cell = before[cell]) way.Add(cell);
            return way;
        }
    }

    private Span<int> Around(int cell, Span<int> around)
    {
        int x = cell % width, y = cell / width, count = 0;
        if (x > 0 || wrap.HasFlag(Wrap.X)) around[count++] = y * width + (x + width - 1) % width;
        if (x < width - 1 || wrap.HasFlag(Wrap.X)) around[count++] = y * width + (x + 1) % width;
        if (y > 0 || wrap.HasFlag(Wrap.Y)) around[count++] = (y + height - 1) % height * width + x;
        if (y < height - 1 || wrap.HasFlag(Wrap.Y)) around[count++] = (y + 1) % height * width + x;
        return around[..count];
    }
}
