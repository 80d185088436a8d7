using System.Diagnostics;
using System.Text.Json;
using BfnProcGen.Editor;

namespace BfnProcGen.Tests.Editor;

/// <summary>What one command line did.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>The output, which must be one JSON document and nothing else.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs a command in this process.</summary>
    public static CommandRun Of(params string[] args) => Of(CancellationToken.None, args);

    /// <summary>The same with an interruption, as by Ctrl+C.</summary>
    public static CommandRun Of(CancellationToken interrupt, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = Program.Run(args, new Terminal(output, error, interrupt));
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command in a process of its own; <paramref name="before"/> is what a shell does first.</summary>
    public static CommandRun InShell(string before, params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "bfn.dll");
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{before}; exec dotnet \"$0\" \"$@\"");
        start.ArgumentList.Add(program);
        foreach (string arg in args) start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output.Result, error.Result);
    }
}
