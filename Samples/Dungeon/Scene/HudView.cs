using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Scene;

/// <summary>What a frame took, for the heads-up line.</summary>
/// <param name="FrameMs">The frame, as the clock has it.</param>
/// <param name="SliceMs">What models took of it on the device; null where nothing was drawn, or the device has no clock.</param>
internal readonly record struct FrameFigures(double FrameMs, double? SliceMs);

/// <summary>The heads-up line, the map of rooms, the keys and what the game has to say.</summary>
internal sealed class HudView(Canvas canvas)
{
    private const int Around = 3, CellWidth = 7, CellHeight = 5, Letters = Renderer.Width / Canvas.LetterWidth - 1;

    private static readonly uint Figures = Canvas.Colour(205, 212, 230), Gold = Canvas.Colour(245, 207, 102),
        Keys = Canvas.Colour(127, 134, 168),
        Panel = Canvas.Colour(12, 10, 20, 170), Here = Canvas.Colour(201, 63, 64), Visited = Canvas.Colour(173, 150, 122),
        Ready = Canvas.Colour(86, 92, 128), Unready = Canvas.Colour(37, 35, 58), Waiting = Canvas.Colour(229, 112, 47);

    /// <summary>Draws it.</summary>
    /// <param name="session">The game.</param>
    /// <param name="figures">What the frame before took; null for a picture without figures that differ from run to run.</param>
    public void Draw(Session session, FrameFigures? figures)
    {
        int ready = session.RoomsAround().Count();
        canvas.Fill(0, 0, Renderer.Width, 11, Panel);
        string[] world = [$"seed {session.Dungeon.Endless.Identity.Seed}", $"evaluations {session.Steps}", $"chests {session.Chests}"];
        canvas.Text(Spaced(figures is { } frame
            ? [$"frame {frame.FrameMs,4:0.0} ms", $"models {frame.SliceMs ?? 0,4:0.0} ms", $"rooms {ready}/9", .. world]
            : world), 4, 2, Figures);
        Map(session);
        canvas.Fill(0, Renderer.Height - 11, Renderer.Width, 11, Panel);
        canvas.Text(KeysOf(session), 4, Renderer.Height - 9, Keys);
        if (session.IsWaiting) Say("The room ahead is still being drawn …", Waiting);
        else if (session.Redraw is { IsWatched: false }) Say("The room is drawn again …", Gold);
        else if (session.Message is { } message) Say(message, Gold);
    }

    private static string KeysOf(Session session) => session switch
    {
        { Redraw.IsWatched: true } => "V another tile  T faster  H figures  P picture",
        { Marks: not null, Redraw: null } => "arrows move  space keeps a tile  R redraw the rest  T watch it  M done",
        _ => "R redraw  T watch  M mark  -/+ evaluations  F5 save  F9 load  N next  P picture",
    };

    // As far apart as they fit; a seed may have twenty digits.
    private static string Spaced(string[] figures)
    {
        string? fitting = Enumerable.Range(1, 3).Reverse().Select(spaces => string.Join(new string(' ', spaces), figures))
            .FirstOrDefault(line => line.Length <= Letters);
        return fitting ?? string.Join(' ', figures.SkipLast(1));
    }

    private void Say(string text, uint colour)
    {
        string[] lines = Wrapped(text);
        for (int i = 0; i < lines.Length; i++)
            canvas.TextAround(lines[i], Renderer.Width / 2, Renderer.Height - 16 - (lines.Length - i) * (Canvas.LineHeight + 1), colour);
    }

    private static string[] Wrapped(string text)
    {
        const int Most = Renderer.Width / Canvas.LetterWidth - 4;
        var lines = new List<string> { "" };
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length + word.Length >= Most) lines.Add("");
            lines[^1] += (lines[^1].Length == 0 ? "" : " ") + word;
        }
        return [.. lines];
    }

    private void Map(Session session)
    {
        const int Size = 2 * Around + 1;
        int left = Renderer.Width - Size * CellWidth - 6, top = 27;
        canvas.Fill(left - 2, top - 2, Size * CellWidth + 3, Size * CellHeight + 3, Panel);
        ChunkPosition at = session.RoomPosition;
        for (int dy = -Around; dy <= Around; dy++)
        for (int dx = -Around; dx <= Around; dx++)
        {
            var room = new ChunkPosition(at.X + dx, at.Y + dy);
            // Which rooms farther off are drawn already depends on the device; pictures don't.
            bool isReady = Math.Abs(dx) <= 1 && Math.Abs(dy) <= 1 && session.Dungeon.RoomAt(room) is not null;
            uint colour = room == at ? Here : session.Dungeon.Seen.Contains(room) ? Visited : isReady ? Ready : Unready;
            canvas.Fill(left + (dx + Around) * CellWidth, top + (dy + Around) * CellHeight, CellWidth - 1, CellHeight - 1, colour);
        }
    }
}
