namespace BfnProcGen.Training.Data;

/// <summary>
/// Random masks of known cells for training, of the kinds a game asks for: scattered cells, a rectangle to fill or to build around,
/// a border, a side that continues a neighbour; in a row, which is a text, a beginning, an end, a middle.
/// </summary>
public static class KnownCells
{
    /// <summary>Fills <paramref name="known"/> with 1 where a cell is known and 0 elsewhere; at least one cell stays unknown.</summary>
    public static void Draw(Span<float> known, CropSize size, double share, ref RandomStream random)
    {
        known.Clear();
        if (!random.NextChance(share)) return;
        if (size.Height == 1) DrawInRow(known, ref random);
        else DrawInMap(known, size, ref random);
        if (!known.Contains(0)) known[random.NextBelow(known.Length)] = 0;
    }

    private static void DrawInMap(Span<float> known, CropSize size, ref RandomStream random)
    {
        switch (random.NextBelow(5))
        {
            case 0:
                Scatter(known, ref random);
                break;
            case 1:
                FillRectangle(known, size, 1, ref random);
                break;
            case 2:
                known.Fill(1);
                FillRectangle(known, size, 0, ref random);
                break;
            case 3:
                int thickness = 1 + random.NextBelow(Math.Max(1, Math.Min(size.Width, size.Height) / 4));
                for (int i = 0; i < known.Length; i++)
                {
                    int x = i % size.Width, y = i / size.Width;
                    int fromEdge = Math.Min(Math.Min(x, size.Width - 1 - x), Math.Min(y, size.Height - 1 - y));
                    known[i] = fromEdge < thickness ? 1 : 0;
                }
                break;
            default:
                FillSide(known, size, ref random);
                break;
        }
    }

    // A text's beginning, its end (or how long it is), its middle, all but its middle, or some of its characters. Few characters are known
    // more often than many, since texts are mostly shorter than the row.
    private static void DrawInRow(Span<float> known, ref RandomStream random)
    {
        int depth = 1 + random.NextBelow(1 + random.NextBelow(known.Length)), start = random.NextBelow(known.Length - depth + 1);
        switch (random.NextBelow(6))
        {
            case 0:
                Scatter(known, ref random);
                break;
            case 1:
                known[^depth..].Fill(1);
                break;
            case 2:
                known.Slice(start, depth).Fill(1);
                break;
            case 3:
                known.Fill(1);
                known.Slice(start, depth).Clear();
                break;
            default:
                known[..depth].Fill(1);
                break;
        }
    }

    private static void Scatter(Span<float> known, ref RandomStream random)
    {
        double rate = random.NextUnit();
        for (int i = 0; i < known.Length; i++) known[i] = random.NextChance(rate) ? 1 : 0;
    }

    private static void FillRectangle(Span<float> known, CropSize size, float value, ref RandomStream random)
    {
        int width = 1 + random.NextBelow(size.Width), height = 1 + random.NextBelow(size.Height);
        int left = random.NextBelow(size.Width - width + 1), top = random.NextBelow(size.Height - height + 1);
        for (int y = top; y < top + height; y++) known.Slice(y * size.Width + left, width).Fill(value);
    }

    private static void FillSide(Span<float> known, CropSize size, ref RandomStream random)
    {
        int side = random.NextBelow(4);
        int depth = 1 + random.NextBelow(side < 2 ? size.Width : size.Height);
        for (int i = 0; i < known.Length; i++)
        {
            int x = i % size.Width, y = i / size.Width;
            int distance = side switch { 0 => x, 1 => size.Width - 1 - x, 2 => y, _ => size.Height - 1 - y };
            known[i] = distance < depth ? 1 : 0;
        }
    }
}
