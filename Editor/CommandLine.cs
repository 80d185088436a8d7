using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using BfnProcGen.Editor.Commands;

namespace BfnProcGen.Editor;

/// <summary>The commands of <c>bfn</c>, and how a command line is parsed.</summary>
internal static class CommandLine
{
    public static int Run(IReadOnlyList<string> args, Terminal terminal) => ParsedCommand.Run(Root(terminal).Parse(args), terminal);

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Trains a small Bayesian Flow Network on a folder of game assets and draws new ones from it. "
            + "'./bfn game' plays a game that is drawn so.")
        {
            CheckCommand.Create(terminal),
            TrainCommand.Create(terminal),
            SampleCommand.Create(terminal),
            BatchCommand.AddTo(new Command("batch"), terminal),
            InspectCommand.Create(terminal),
            EvalCommand.Create(terminal),
            BenchCommand.Create(terminal),
            ImportCommand.Create(terminal),
            HalveCommand.Create(terminal),
            DemoCommand.Create(terminal),
            TorchCommand.Create(terminal),
            EditorCommand.Create(terminal),
        };
        root.HelpName = ShellCommand.Program;
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private sealed class HelpWithExitCodes(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int result = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is not RootCommand) return result;
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Exit codes:");
            foreach ((ExitCode code, string meaning) in ExitCodes.Table) output.WriteLine($"  {(int)code,3}  {meaning}");
            return result;
        }
    }
}
