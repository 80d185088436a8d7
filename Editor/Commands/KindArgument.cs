using System.CommandLine;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary>The option that says what assets are, where their files don't.</summary>
internal sealed class KindArgument
{
    public Option<string> Option { get; } = new Option<string>("--kind")
    {
        Description = "What the assets are: auto (told by the files: a file of lines is text, a folder with pictures images, other folders maps), "
            + "maps, images or text.",
        DefaultValueFactory = _ => "auto",
        HelpName = "KIND",
    }.AcceptOnlyFromAmong("auto", "maps", "images", "text");

    /// <summary>The kind, or null where the files are to tell.</summary>
    public AssetKind? Read(ParseResult parsed) => parsed.GetRequiredValue(Option) switch
    {
        "maps" => AssetKind.TileMap,
        "images" => AssetKind.Image,
        "text" => AssetKind.Text,
        _ => null,
    };

    /// <summary>What the option calls a kind.</summary>
    public static string NameOf(AssetKind? kind) => kind switch
    {
        AssetKind.TileMap => "maps",
        AssetKind.Image => "images",
        AssetKind.Text => "text",
        _ => "auto",
    };
}
