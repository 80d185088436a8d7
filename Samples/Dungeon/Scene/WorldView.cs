using BfnProcGen.Dungeon.Generating;
using BfnProcGen.Dungeon.Play;
using BfnProcGen.Dungeon.Rendering;
using BfnProcGen.Dungeon.Rooms;
using BfnProcGen.World;

namespace BfnProcGen.Dungeon.Scene;

/// <summary>The dungeon around the player: tiles, light, monsters with their names, the player.</summary>
internal sealed class WorldView(Canvas canvas)
{
    private const int Tile = PixelStore.PieceSize, FlickerFrames = 9, WaterFrames = 32, BobFrames = 28;
    private const float HereAmbient = 0.38f, AliveAmbient = 0.6f, SeenAmbient = 0.22f, UnseenAmbient = 0.13f;

    private static readonly uint WallEdge = Canvas.Colour(127, 134, 168), Shade = Canvas.Colour(12, 10, 20, 110),
        FaintShade = Canvas.Colour(12, 10, 20, 55), NameColour = Canvas.Colour(238, 226, 190), FarName = Canvas.Colour(238, 226, 190, 150);

    /// <summary>Draws it all.</summary>
    public void Draw(Session session, SpriteBank bank)
    {
        (int playerX, int playerY) = session.Player.Pixel;
        canvas.Camera = (playerX + Tile / 2 - Renderer.Width / 2, playerY + Tile / 2 - Renderer.Height / 2);
        Lights(session, playerX, playerY);
        (int left, int top) = (Floor(canvas.Camera.X), Floor(canvas.Camera.Y));
        for (int y = top; y <= top + Renderer.Height / Tile + 1; y++)
        for (int x = left; x <= left + Renderer.Width / Tile + 1; x++)
            if (session.Dungeon.KindAt(x, y) is { } kind) DrawTile(session, kind, x, y);
        Monsters(session, bank);
        DrawPlayer(session.Player, playerX, playerY);
        Names(session);
    }

    private static int Floor(int pixel) => (int)Math.Floor(pixel / (double)Tile);

    private void Lights(Session session, int playerX, int playerY)
    {
        int time = session.Time;
        float flicker = 1 + 0.03f * MathF.Sin(time * 0.21f) + 0.02f * MathF.Sin(time * 0.47f);
        canvas.Light(playerX + Tile / 2, playerY + Tile / 2, 132 * flicker, 1.0f, 0.88f, 0.64f);
        (int left, int top) = (Floor(canvas.Camera.X) - 4, Floor(canvas.Camera.Y) - 4);
        for (int y = top; y < top + Renderer.Height / Tile + 9; y++)
        for (int x = left; x < left + Renderer.Width / Tile + 9; x++)
        {
            if (session.Dungeon.KindAt(x, y) != TileKind.Brazier) continue;
            float own = 1 + 0.06f * MathF.Sin(time * 0.33f + x * 2.1f + y * 1.3f);
            canvas.Light(x * Tile + 8, y * Tile + 6, 66 * own, 0.85f, 0.5f, 0.2f);
        }
    }

    // A wall is as bright as the brighter of the rooms that share it.
    private static float AmbientAt(Session session, int x, int y)
    {
        DungeonWorld dungeon = session.Dungeon;
        ChunkPosition at = dungeon.PositionOf(x, y), before = dungeon.PositionOf(x - 1, y - 1);
        float ambient = AmbientOf(session, at);
        if (before.X != at.X) ambient = Math.Max(ambient, AmbientOf(session, new ChunkPosition(before.X, at.Y)));
        if (before.Y != at.Y) ambient = Math.Max(ambient, AmbientOf(session, new ChunkPosition(at.X, before.Y)));
        return before.X != at.X && before.Y != at.Y ? Math.Max(ambient, AmbientOf(session, before)) : ambient;
    }

    private static float AmbientOf(Session session, ChunkPosition room) =>
        room == session.RoomPosition ? HereAmbient : session.Dungeon.Seen.Contains(room) ? SeenAmbient : UnseenAmbient;

    private void DrawTile(Session session, TileKind kind, int x, int y)
    {
        float ambient = AmbientAt(session, x, y);
        DungeonWorld dungeon = session.Dungeon;
        int left = x * Tile, top = y * Tile, look = Dice.Below(16, 5, x, y);
        if (kind == TileKind.Wall)
        {
            bool isFront = dungeon.KindAt(x, y + 1) is { } below && below != TileKind.Wall;
            canvas.InWorld(isFront ? Piece.Wall : look < 8 ? Piece.WallTop : Piece.WallTop2, left, top, ambient);
            if (isFront) return;
            if (dungeon.KindAt(x, y - 1) is { } above && above != TileKind.Wall) canvas.FillInWorld(left, top, Tile, 1, WallEdge, ambient);
            if (dungeon.KindAt(x - 1, y) is { } west && west != TileKind.Wall) canvas.FillInWorld(left, top, 1, Tile, WallEdge, ambient);
            if (dungeon.KindAt(x + 1, y) is { } east && east != TileKind.Wall)
                canvas.FillInWorld(left + Tile - 1, top, 1, Tile, WallEdge, ambient);
            return;
        }
        canvas.InWorld(PieceOf(session, kind, x, y, look), left, top, ambient);
        if (kind is TileKind.Door) return;
        // What stands above throws its shadow down, what stands to the left a fainter one.
        if (dungeon.KindAt(x, y - 1) is TileKind.Wall) canvas.FillInWorld(left, top, Tile, 4, Shade, ambient);
        if (dungeon.KindAt(x - 1, y) is TileKind.Wall) canvas.FillInWorld(left, top, 2, Tile, FaintShade, ambient);
    }

    private static Piece PieceOf(Session session, TileKind kind, int x, int y, int look) => kind switch
    {
        TileKind.Floor when look == 0 => Piece.Floor3,
        TileKind.Floor when look < 6 => Piece.Floor2,
        TileKind.Water when (session.Time / WaterFrames + x) % 2 == 0 => Piece.Water2,
        TileKind.Brazier when (session.Time / FlickerFrames + x + y) % 2 == 0 => Piece.Brazier2,
        TileKind.Chest when session.Dungeon.OpenChests.Contains((x, y)) => Piece.OpenChest,
        _ => (Piece)kind,
    };

    private void Monsters(Session session, SpriteBank bank)
    {
        foreach (Room room in session.RoomsAround())
        {
            float ambient = AmbientOf(session, room.Position);
            foreach (Monster monster in room.Monsters)
            {
                (int x, int y) = (monster.Cell.X * Tile, monster.Cell.Y * Tile);
                int bob = (session.Time + monster.Cell.X * 11) / BobFrames % 2;
                canvas.FillInWorld(x + 3, y + 14, 10, 2, Shade, ambient);
                float own = room.Position == session.RoomPosition ? AliveAmbient : ambient;
                if (bank.Find(monster.Species) is { } place) canvas.MonsterInWorld(place, x, y - bob, own);
                else canvas.InWorld(Piece.Shadow, x, y - bob, own);
            }
        }
    }

    private void Names(Session session)
    {
        (int playerX, int playerY) = session.Player.Cell;
        foreach (Room room in session.RoomsAround())
        {
            if (!session.Dungeon.Seen.Contains(room.Position)) continue;
            foreach (Monster monster in room.Monsters)
            {
                if (monster.Name is not { } name) continue;
                (int x, int y) = monster.Cell;
                bool isNear = Math.Abs(x - playerX) + Math.Abs(y - playerY) < 9;
                canvas.TextAround(name, x * Tile + Tile / 2 - canvas.Camera.X, y * Tile - 10 - canvas.Camera.Y,
                    isNear ? NameColour : FarName);
            }
        }
    }

    private void DrawPlayer(Player player, int x, int y)
    {
        bool isSecond = player.Walked * 2 / Player.StepPixels % 2 == 1;
        Piece piece = player.Facing switch
        {
            Direction.Down => isSecond ? Piece.FacingDown2 : Piece.FacingDown,
            Direction.Up => isSecond ? Piece.FacingUp2 : Piece.FacingUp,
            _ => isSecond ? Piece.FacingSide2 : Piece.FacingSide,
        };
        canvas.FillInWorld(x + 3, y + 14, 10, 2, Shade, HereAmbient);
        canvas.InWorld(piece, x, y - 1, AliveAmbient, player.Facing == Direction.Left);
    }
}
