using System.CommandLine;
using BfnProcGen.AssetFiles;
using BfnProcGen.Checks;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Maps;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options of <c>bfn sample</c> that only tile-map models take.</summary>
/// <param name="ban">What is banned, an option that others share.</param>
internal sealed class MapArguments(Option<string[]> ban)
{
    private const double UsualFrom = 0.2;

    private readonly Option<MapFormat> _format = new("--format")
    {
        Description = "Maps: how they are written: text, csv, tmx or tmj (Tiled), or ldtk [default: text where every tile is one character].",
    };

    private readonly Option<string?> _tileset = Arguments.Path(
        "--tileset", "Maps: legend.json that names the image to draw the contact sheet with.", "LEGEND");

    private readonly Option<bool> _png = new("--png") { Description = "Maps: also write a picture of every single one." };

    private readonly Option<string?> _wrap = new("--wrap")
    {
        Description = "Maps: go on at the other edge, so that copies can be laid side by side: x, y or xy. The seam is drawn anew in the "
            + "middle of the map, in a second run (xy: in a second to fourth).",
        HelpName = "AXES",
    };

    private readonly Option<string?> _vary = Arguments.Path("--vary", "Maps: draw variations of this map (.txt, .csv, .tmx or .tmj).", "MAP");

    private readonly Option<string?> _keep = Arguments.Path("--keep", "Maps: cells that are to be as in this map, a text grid in which ? is open, "
        + "such as the editor writes; the rest is drawn.", "MAP");

    private readonly Option<double?> _from = new("--from")
    {
        Description = "The time from which a variation is drawn, between 0 (anything) and 1 (the same again); most is decided early "
            + $"[default: {UsualFrom}].",
        HelpName = "T",
    };

    private readonly CheckArguments _checks = new();

    public IEnumerable<Option> All => [_format, _tileset, _png, _wrap, _keep, _vary, _from, .. _checks.All];

    /// <summary>Where and how maps are written.</summary>
    public MapOutput Output(ParseResult parsed, Model model, string folder, int? scale,
        Func<ulong, IReadOnlyList<KeyValuePair<string, string>>> record) => new()
    {
        Record = record,
        Folder = folder,
        Tiles = model.Tiles,
        Format = parsed.GetResult(_format) is null ? null : parsed.GetValue(_format),
        Legend = parsed.GetValue(_tileset) is { } legend ? Legend.Read(legend) : null,
        Scale = scale,
        Pictures = parsed.GetValue(_png),
    };

    /// <summary>What is known and banned, and which map is varied.</summary>
    /// <exception cref="RequestException">The model doesn't know a tile, or the time is none.</exception>
    /// <exception cref="AssetException">The map can't be read.</exception>
    public SampleRequest Control(ParseResult parsed, Model model)
    {
        MapRules known = parsed.GetValue(_keep) is { } kept ? KeptCells.Read(kept, model.Tiles) : MapRules.None;
        MapRules rules = (parsed.GetValue(ban) ?? []).Aggregate(known, (rules, tile) => rules.Ban(tile));
        double? from = parsed.GetValue(_from);
        if (parsed.GetValue(_vary) is not { } path)
            return from is null ? new SampleRequest { Rules = rules } : throw new RequestException("--from needs a map to --vary.");
        TileMap map = MapFile.Read(path, model.Tiles).Map;
        if ((map.Width, map.Height) != (model.Width, model.Height))
        {
            throw new RequestException(
                $"The model makes maps of {model.Width}×{model.Height}; '{path}' has {map.Width}×{map.Height} and can't be varied.");
        }
        return new SampleRequest { Rules = rules, Variation = Variation.Of(map, from ?? UsualFrom) };
    }

    /// <summary>What a map takes beyond its first run; null where that is all.</summary>
    /// <exception cref="RequestException">The axes are none, a check can't be read, or the model doesn't know a tile.</exception>
    public Func<SampleRequest, MapRequest>? Further(ParseResult parsed, Model model)
    {
        Wrap wrap = parsed.GetValue(_wrap) switch
        {
            null => Wrap.None,
            "x" => Wrap.X,
            "y" => Wrap.Y,
            "xy" => Wrap.Both,
            var other => throw new RequestException($"--wrap must be x, y or xy, not '{other}'."),
        };
        IReadOnlyList<MapCheck> checks = _checks.Read(parsed, model.Tiles, wrap);
        return wrap == Wrap.None && checks.Count == 0
            ? null
            : sample => new MapRequest(sample) { Wrap = wrap, Checks = checks, Redraws = _checks.Redraws(parsed) };
    }
}
