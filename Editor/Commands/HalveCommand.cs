using System.CommandLine;
using System.Text.Json;
using BfnProcGen.Editor.Evaluation;
using BfnProcGen.Editor.Runs;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Models;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn halve</c>: the same model with weights of 16 bits, and what that changes.</summary>
internal static class HalveCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> path = Arguments.ModelFile();
        Option<string?> output = Arguments.Path("--output", "Model file to write.", "FILE", "-o");
        output.Required = true;
        Option<int> seeds = Arguments.Whole("--seeds", "Samples that both models draw to be compared.", 32, 1, 10_000);
        Option<ulong> seed = Arguments.Seed();
        Option<Backend> backend = Arguments.Backend();
        var force = new Option<bool>("--force") { Description = "Overwrite the model file." };
        Option<bool> json = Arguments.Json();
        var command = new Command("halve",
            "Rounds a model's weights to 16 bits: half the file and half the memory on the device, and samples that differ a little. "
            + "Says how much.")
        {
            path, output, seeds, seed, backend, force, json,
        };
        command.SetAction(parsed =>
        {
            string from = parsed.GetRequiredValue(path), to = parsed.GetRequiredValue(output)!;
            OutputPath.RefuseTaken(to, parsed.GetValue(force));
            Model whole = Model.Load(from), half = whole.WithHalfWeights() with
            {
                Metadata = new Dictionary<string, string>(whole.Metadata)
                {
                    ["bfn.halved"] = JsonSerializer.Serialize(new { file = Path.GetFileName(from), hash = whole.ComputeHash() }),
                },
            };
            if (half.ComputeHash() == whole.ComputeHash()) throw new RequestException($"The weights of {from} have 16 bits already.");
            OutputPath.Prepare(to);
            Agreement agreement = Compare(terminal, whole, half, parsed.GetValue(backend), parsed.GetValue(seeds), parsed.GetValue(seed));
            half.Save(to);
            var report = new
            {
                File = to,
                Bytes = new FileInfo(to).Length,
                BytesBefore = new FileInfo(from).Length,
                DeviceBytes = Generator.EstimateMemory(half).Weights,
                DeviceBytesBefore = Generator.EstimateMemory(whole).Weights,
                agreement.Seeds,
                agreement.Steps,
                Agreement = agreement.Backends[0],
            };
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(report);
                return (int)ExitCode.Success;
            }
            terminal.Output.WriteLine($"Wrote {to} ({report.Bytes / 1e6:0.00} MB instead of {report.BytesBefore / 1e6:0.00} MB; "
                + $"weights take {report.DeviceBytes / 1e6:0.00} MB on a device instead of {report.DeviceBytesBefore / 1e6:0.00} MB).");
            terminal.Output.WriteLine($"Beside the model of 32 bits, {report.Seeds} seeds at {report.Steps} evaluations on "
                + $"{report.Agreement.Text(AssetWords.Of(half))}.");
            terminal.Output.WriteLine($"Whether its samples are as good: {ShellCommand.Of("eval", to, "ASSETS")}");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static Agreement Compare(Terminal terminal, Model whole, Model half, Backend backend, int seeds, ulong seed)
    {
        using SampleSource reference = SampleSource.Open(whole, backend), rounded = SampleSource.Open(half, backend);
        return ProgressDisplay.With(terminal, display => Agreement.Measure(
            reference, [rounded], seeds, seed, "32 and 16 bits", new EvaluationPhase(display, "agreement", seeds), terminal.Interrupt));
    }
}
