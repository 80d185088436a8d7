using System.CommandLine;
using System.Text.Json;
using BfnProcGen.Models;
using BfnProcGen.Training.Import;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn import</c>: weights of the paper's reference implementation become a model file.</summary>
internal static class ImportCommand
{
    private static readonly Dictionary<string, ReferenceNetwork> Networks = new()
    {
        ["unet-binary"] = ReferenceNetwork.UNetBinary,
        ["unet-rgb"] = ReferenceNetwork.UNetRgb,
        ["transformer"] = ReferenceNetwork.Transformer,
    };

    public static Command Create(Terminal terminal)
    {
        Argument<string> weights = Arguments.WeightsFile();
        Option<string?> output = Arguments.Path("--output", "Model file to write.", "FILE", "-o");
        output.Required = true;
        var network = new Option<string>("--network")
        {
            Description = "What the weights belong to: unet-binary (binary MNIST), unet-rgb (CIFAR-10) or transformer (text8).",
            Required = true,
        };
        network.AcceptOnlyFromAmong([.. Networks.Keys]);
        Option<int> heads = Arguments.Whole("--heads", "Heads of every attention, where the file doesn't say.", null, 1, 1024);
        Option<int> bins = Arguments.Whole("--bins", "Bins of a colour channel.", 256, 2, 256);
        Option<double?> beta1 = Number("--beta1", "Total accuracy of the flow of discrete data [default: the paper's].");
        Option<double?> sigma1 = Number("--sigma1", "Deviation that the flow of colours leaves [default: the paper's].");
        var alphabet = new Option<string?>("--alphabet")
        {
            Description = "The characters in their order [default: a space, a to z].",
            HelpName = "TEXT",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite the model file." };
        var labels = new ModelLabels();
        var command = new Command("import", "Makes a model of weights of the paper's reference implementation.")
        {
            weights, output, network, heads, beta1, sigma1, bins, alphabet, force,
        };
        foreach (Option option in labels.All) command.Add(option);
        command.SetAction(parsed =>
        {
            string from = parsed.GetRequiredValue(weights), to = parsed.GetRequiredValue(output)!, name = parsed.GetRequiredValue(network);
            OutputPath.RefuseTaken(to, parsed.GetValue(force));
            var import = new ModelImport
            {
                Network = Networks[name],
                Heads = parsed.GetValue(heads) is > 0 and var given ? given : null,
                Bins = parsed.GetValue(bins),
                Beta1 = parsed.GetValue(beta1),
                Sigma1 = parsed.GetValue(sigma1),
                Alphabet = parsed.GetValue(alphabet),
            };
            Model model = import.Read(from) with
            {
                Metadata = new Dictionary<string, string>(labels.Read(parsed))
                {
                    ["bfn.import"] = JsonSerializer.Serialize(new { weights = Path.GetFileName(from), network = name }),
                },
            };
            OutputPath.Prepare(to);
            model.Save(to);
            terminal.Output.WriteLine($"Wrote {to} ({new FileInfo(to).Length / 1e6:0.0} MB, {model.Network.ParameterCount:N0} weights).");
            terminal.Output.WriteLine($"Look into it with: {ShellCommand.Of("inspect", to)}");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Option<double?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
