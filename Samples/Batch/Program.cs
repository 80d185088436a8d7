using System.CommandLine;
using BfnProcGen.Batches;

// Assets for a build pipeline: draws what a manifest asks for, with the runtime and without anything that trains.
return ConsoleProgram.Run(terminal =>
    ParsedCommand.Run(BatchCommand.AddTo(new RootCommand(), terminal).Parse(args), terminal));
