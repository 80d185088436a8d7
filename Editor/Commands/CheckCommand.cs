using System.CommandLine;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn check</c>: what is in an asset folder, what is wrong with it, and what to do.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> assets = Arguments.Assets();
        var kind = new KindArgument();
        Option<bool> json = Arguments.Json();
        var command = new Command("check", "Says what assets there are, what is wrong with them and what to do.") { assets, kind.Option, json };
        command.SetAction(parsed =>
        {
            AssetSource source = AssetSource.Read(parsed.GetRequiredValue(assets), new TrainingOptions { Kind = kind.Read(parsed) });
            if (parsed.GetValue(json)) terminal.WriteJson(source.Report());
            else source.Show(terminal.Screen);
            return (int)(source.HasErrors ? ExitCode.Assets : ExitCode.Success);
        });
        return command;
    }
}
