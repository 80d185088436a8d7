using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.Dungeon.Rooms;

namespace BfnProcGen.Dungeon.Scene;

/// <summary>
/// What lies over the room that is drawn again: marks, and while the player watches, how sure the network is of every cell.
/// </summary>
internal sealed class RoomOverlay(Canvas canvas)
{
    private const int Tile = PixelStore.PieceSize;

    // From unsure to sure.
    private static readonly (float R, float G, float B)[] Heat =
        [(0.10f, 0.04f, 0.22f), (0.42f, 0.06f, 0.43f), (0.80f, 0.22f, 0.33f), (0.98f, 0.58f, 0.15f), (0.99f, 0.95f, 0.60f)];

    private static readonly uint MarkColour = Canvas.Colour(245, 207, 102),
        MarkFill = Canvas.Colour(245, 207, 102, 70), CursorColour = Canvas.Colour(255, 255, 255),
        Caption = Canvas.Colour(255, 255, 255), Back = Canvas.Colour(12, 10, 20, 220);

    /// <summary>The tile that the heat map is of; null for the likeliest of each cell.</summary>
    public int? Watched { get; set; }

    /// <summary>Draws it.</summary>
    public void Draw(Session session)
    {
        if (session.Redraw is { IsWatched: true } redraw) DrawHeat(session, redraw);
        if (session.Marks is not { } marks) return;
        foreach ((int x, int y) in marks.Cells)
        {
            (int left, int top) = CornerOf(marks.Room, x, y);
            canvas.Fill(left, top, Tile, Tile, MarkFill);
            Frame(marks.Room, x, y, MarkColour);
        }
        if (session.Redraw is null) Frame(marks.Room, marks.Cursor.X, marks.Cursor.Y, CursorColour);
    }

    private void DrawHeat(Session session, RoomRedraw redraw)
    {
        Room room = redraw.Room;
        (int left, int top) = CornerOf(room, 0, 0);
        (int width, int height) = (room.Map.Width, room.Map.Height);
        IReadOnlyList<Tile> tiles = session.Dungeon.Endless.Model.Tiles;
        for (int cell = 0; cell < width * height; cell++)
        {
            (int likeliest, float certainty) = Estimate(redraw, cell, width * height, tiles.Count);
            (int x, int y) = (left + cell % width * Tile, top + cell / width * Tile);
            canvas.Fill(x, y, Tile, Tile, HeatOf(certainty));
            if (likeliest < 0) continue;
            // What it would be now, faintly.
            Piece piece = (Piece)session.Dungeon.Kinds[(byte)likeliest];
            canvas.Draw(piece, x, y, Canvas.Colour(255, 255, 255, (int)(20 + 70 * certainty)));
        }
        string of = Watched is { } tile ? $"P({tiles[tile].Name})" : "how sure it is";
        canvas.Fill(0, 11, Renderer.Width, 12, Back);
        string caption = $"evaluation {redraw.State?.Evaluation ?? 0} of {redraw.Steps}: {of}, from 0";
        int scale = 4 + (caption.Length + 1) * Canvas.LetterWidth;
        canvas.Text(caption, 4, 13, Caption);
        for (int i = 0; i < 60; i++) canvas.Fill(scale + i, 13, 1, 7, HeatOf(i / 59f));
        canvas.Text("to 1", scale + 60 + Canvas.LetterWidth, 13, Caption);
    }

    private (int Likeliest, float Certainty) Estimate(RoomRedraw redraw, int cell, int cells, int tiles)
    {
        if (redraw.State is not { } state) return (-1, 0);
        if (Watched is { } watched) return (watched, state.Estimate[watched * cells + cell]);
        int best = 0;
        for (int tile = 1; tile < tiles; tile++)
            if (state.Estimate[tile * cells + cell] > state.Estimate[best * cells + cell]) best = tile;
        return (best, state.Estimate[best * cells + cell]);
    }

    private void Frame(Room room, int x, int y, uint colour)
    {
        (int left, int top) = CornerOf(room, x, y);
        foreach (int corner in new[] { 0, 1, 2, 3 })
        {
            int right = corner % 2, down = corner / 2;
            canvas.Fill(left + right * (Tile - 5), top + down * (Tile - 1), 5, 1, colour);
            canvas.Fill(left + right * (Tile - 1), top + down * (Tile - 5), 1, 5, colour);
        }
    }

    private (int Left, int Top) CornerOf(Room room, int x, int y) =>
        ((room.Origin.X + x) * Tile - canvas.Camera.X, (room.Origin.Y + y) * Tile - canvas.Camera.Y);

    private static uint HeatOf(float value)
    {
        float at = Math.Clamp(value, 0, 1) * (Heat.Length - 1);
        int from = Math.Min((int)at, Heat.Length - 2);
        float share = at - from;
        (float R, float G, float B) a = Heat[from], b = Heat[from + 1];
        return Canvas.Colour(Mixed(a.R, b.R), Mixed(a.G, b.G), Mixed(a.B, b.B));

        int Mixed(float one, float other) => (int)(255 * (one + (other - one) * share));
    }
}
