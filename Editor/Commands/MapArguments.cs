using System.CommandLine;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options of <c>bfn sample</c> that only tile-map models take.</summary>
internal sealed class MapArguments
{
    private readonly Option<MapFormat> _format = new("--format")
    {
        Description = "Maps: how they are written, text or csv [default: text where every tile is one character].",
    };

    private readonly Option<string?> _tileset = Arguments.Path(
        "--tileset", "Maps: legend.json that names the image to draw the contact sheet with.", "LEGEND");

    private readonly Option<bool> _png = new("--png") { Description = "Maps: also write a picture of every single one." };

    public IEnumerable<Option> All => [_format, _tileset, _png];

    /// <summary>Where and how maps are written.</summary>
    public MapOutput Read(ParseResult parsed, Model model, string folder, int? scale) => new()
    {
        Folder = folder,
        Tiles = model.Tiles,
        Format = parsed.GetResult(_format) is null ? null : parsed.GetValue(_format),
        Legend = parsed.GetValue(_tileset) is { } legend ? Legend.Read(legend) : null,
        Scale = scale,
        Pictures = parsed.GetValue(_png),
    };
}
