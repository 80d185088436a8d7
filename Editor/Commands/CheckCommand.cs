using System.CommandLine;
using BfnProcGen.AssetFiles;
using Spectre.Console;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn check</c>: what is in an asset folder, what is wrong with it, and what to do.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> directory = Arguments.AssetFolder();
        Option<bool> json = Arguments.Json();
        var command = new Command("check", "Says what is in a folder of maps, what is wrong with it and what to do.") { directory, json };
        command.SetAction(parsed =>
        {
            TileMapFolder folder = TileMapFolder.Read(parsed.GetRequiredValue(directory));
            var survey = new FolderSurvey(folder);
            Finding[] findings = [.. folder.Findings.Concat(survey.Findings).OrderByDescending(finding => finding.Severity)];
            if (parsed.GetValue(json)) terminal.WriteJson(Report(folder, survey, findings));
            else Show(terminal.Screen, folder, survey, findings);
            return (int)(folder.HasErrors ? ExitCode.Assets : ExitCode.Success);
        });
        return command;
    }

    private static object Report(TileMapFolder folder, FolderSurvey survey, Finding[] findings) => new
    {
        folder.Path,
        folder.Format,
        Usable = !folder.HasErrors,
        Maps = folder.Maps.Count,
        survey.Sizes,
        Tiles = survey.Tiles.Select(count => new
        {
            count.Tile.Symbol, count.Tile.Name, count.Tile.Colour, count.Cells, count.Share, count.Maps,
        }),
        survey.Duplicates,
        Findings = findings,
    };

    private static void Show(IAnsiConsole screen, TileMapFolder folder, FolderSurvey survey, Finding[] findings)
    {
        string kind = folder.Format == MapFormat.Csv ? "CSV maps" : "text grids";
        string sizes = string.Join(", ", survey.Sizes.Take(5).Select(size => $"{size.Maps} of {size.Width}×{size.Height}"))
            + (survey.Sizes.Count > 5 ? ", …" : "");
        string legend = folder.Legend is null ? "no legend" : folder.Legend.ImagePath is null ? "a legend" : "a legend with a tile set";
        screen.WriteLine($"{folder.Path}: {folder.Maps.Count} {kind}{(sizes.Length > 0 ? $" ({sizes}, width × height)" : "")}, "
            + $"{folder.Tiles.Count} tiles, {legend}");
        if (survey.Tiles.Count is > 0 and <= TileMapFolder.MaxTiles) screen.Write(TileTable(survey));
        foreach (Finding finding in findings)
        {
            screen.Write(new Text($"{finding.Severity}: ".ToLowerInvariant(), new Style(finding.Severity switch
            {
                Severity.Error => Color.Red,
                Severity.Warning => Color.Yellow,
                _ => Color.Grey,
            })));
            screen.WriteLine(finding.ToString());
        }
        screen.WriteLine(folder.HasErrors
            ? "This folder can't be trained on until the errors are put right."
            : $"Ready: {ShellCommand.Of(["train", folder.Path, .. Crop(survey), "-o", "model.safetensors"])}");
    }

    private static string[] Crop(FolderSurvey survey) => survey.SuggestedCrop is { } crop ? ["--crop", crop] : [];

    private static Table TileTable(FolderSurvey survey)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("tile", "name");
        foreach (string title in new[] { "cells", "share", "maps" }) table.AddColumn(new TableColumn(title).RightAligned());
        foreach (TileCount count in survey.Tiles.OrderByDescending(count => count.Cells))
        {
            string symbol = string.IsNullOrWhiteSpace(count.Tile.Symbol) ? $"'{count.Tile.Symbol}'" : count.Tile.Symbol;
            string[] cells = [symbol, count.Tile.Name ?? "", $"{count.Cells:N0}", $"{count.Share:P2}", $"{count.Maps:N0}"];
            table.AddRow(Array.ConvertAll(cells, cell => new Text(cell)));
        }
        return table;
    }
}
