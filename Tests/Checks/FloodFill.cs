namespace BfnProcGen.Tests.Checks;

/// <summary>Which cells of a map reach each other, found by joining neighbours until nothing changes: slow, and unlike what it checks.</summary>
internal static class FloodFill
{
    /// <summary>How many separate parts the cells of a kind lie in.</summary>
    public static int PartsOf(TileMap map, Func<byte, bool> isMeant, Func<byte, bool> isPassable, bool acrossX = false, bool acrossY = false)
    {
        var label = new Dictionary<(int X, int Y), int>();
        for (int y = 0; y < map.Height; y++)
        for (int x = 0; x < map.Width; x++)
            if (isMeant(map[x, y]) || isPassable(map[x, y])) label[(x, y)] = label.Count;
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach ((int x, int y) in label.Keys.ToArray())
            {
                foreach ((int dx, int dy) in new[] { (1, 0), (0, 1) })
                {
                    (int X, int Y) next = (acrossX ? (x + dx) % map.Width : x + dx, acrossY ? (y + dy) % map.Height : y + dy);
                    if (!label.TryGetValue(next, out int other) || other == label[(x, y)]) continue;
                    label[(x, y)] = label[next] = Math.Min(other, label[(x, y)]);
                    changed = true;
                }
            }
        }
        return label.Where(entry => isMeant(map[entry.Key.X, entry.Key.Y])).Select(entry => entry.Value).Distinct().Count();
    }
}
