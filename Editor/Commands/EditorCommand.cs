using System.CommandLine;
using System.Net;
using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Web;
using BfnProcGen.Editor.Web.Access;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn editor</c>: the local web editor, until Ctrl+C.</summary>
internal static class EditorCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Folder to open: of assets, or of such folders. Nothing outside it is read or written.",
            DefaultValueFactory = _ => ".",
        };
        Option<int> port = Arguments.Whole("--port", "Port to listen on [default: a free one].", null, 1, 65535);
        var noBrowser = new Option<bool>("--no-browser") { Description = "Only print the address." };
        var listen = new Option<string?>("--listen")
        {
            Description = "Address to listen on instead of 127.0.0.1. Others on the network can then reach the editor: needs --let-others-in.",
            HelpName = "ADDRESS",
        };
        var letOthersIn = new Option<bool>("--let-others-in")
        {
            Description = "Allow --listen. Whoever has the address that is printed can do all that you can in the editor; it is sent unencrypted.",
        };
        listen.Validators.Add(result =>
        {
            string value = result.GetValueOrDefault<string?>() ?? "";
            if (!IPAddress.TryParse(value, out IPAddress? address))
                result.AddError($"--listen must be an address of this machine, such as 192.168.1.5, or 0.0.0.0 for all, not '{value}'.");
            else if (!IPAddress.IsLoopback(address) && !result.GetValue(letOthersIn))
                result.AddError($"--listen {value} lets others on the network reach the editor. If that is meant, add --let-others-in.");
        });
        var command = new Command("editor", "Opens the editor in the browser: look at assets, train and watch. Ctrl+C ends it, and saves what is in training.")
        {
            folder, port, noBrowser, listen, letOthersIn,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            if (!Directory.Exists(path)) throw new AssetException("", $"There is no folder '{path}'.", "Name the folder that holds the assets.");
            var door = new Door(
                parsed.GetValue(listen) is { } address ? IPAddress.Parse(address) : IPAddress.Loopback, parsed.GetValue(port));
            new EditorServer(new OpenedFolder(path), door, terminal) { OpensBrowser = !parsed.GetValue(noBrowser) }.Run();
            return (int)ExitCode.Success;
        });
        return command;
    }
}
