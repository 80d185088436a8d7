namespace BfnProcGen.Dungeon.Rendering;

/// <summary>
/// A picture of 16 × 16 pixels. The first ten are those of <c>Samples/Assets/dungeon/tiles.png</c> in its order, the others those of
/// <c>Art/pieces.png</c>.
/// </summary>
internal enum Piece
{
    Wall, Floor, Door, Pillar, Water, Bridge, Chest, Brazier, Stairs, Rubble,
    WallTop, WallTop2, Water2, Brazier2, Floor2, Floor3, OpenChest, Shadow,
    FacingDown, FacingDown2, FacingUp, FacingUp2, FacingSide, FacingSide2,
}
