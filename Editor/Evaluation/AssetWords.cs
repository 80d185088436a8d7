using BfnProcGen.Models;

namespace BfnProcGen.Editor.Evaluation;

/// <summary>What a model's items and their variables are called, in the singular; an s makes them many.</summary>
/// <param name="Item">map, image, text.</param>
/// <param name="Variable">tile, pixel, value, character.</param>
internal readonly record struct AssetWords(string Item, string Variable)
{
    /// <summary>The words for what a model makes.</summary>
    public static AssetWords Of(Model model) => model.Format switch
    {
        TileFormat => new("map", "tile"),
        PaletteFormat => new("image", "pixel"),
        PixelFormat => new("image", "value"),
        _ => new("text", "character"),
    };
}
