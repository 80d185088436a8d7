using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using BfnProcGen.AssetFiles;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Commands;

/// <summary><c>bfn torch</c>: fetches what training needs and the tool can't hold.</summary>
internal static class TorchCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("torch", "Fetches Torch's native library, which training needs, with NuGet, if it isn't here yet.");
        command.SetAction(_ =>
        {
            if (!IsHere() && TorchLibrary.Package is { } package)
            {
                terminal.Error.WriteLine(
                    $"Fetching {package} {TorchLibrary.Version} into {TorchPackage.NuGetFolder}: more than 100 MB ...");
                if (Fetch(package, terminal.Interrupt) is { } complaint)
                {
                    terminal.Error.WriteLine(complaint);
                    return (int)ExitCode.PrerequisiteMissing;
                }
            }
            TorchLibrary.Load();
            terminal.Output.WriteLine($"Torch {TorchLibrary.Version} is ready.");
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static bool IsHere()
    {
        if (Directory.Exists(TorchPackage.LibraryFolder)) return true;
        try
        {
            TorchLibrary.Load();
            return true;
        }
        catch (TrainingException)
        {
            return false;
        }
    }

    // Restores an empty project that refers to the package, since that is how NuGet's own settings, sources and passwords count.
    private static string? Fetch(string package, CancellationToken interrupt)
    {
        string folder = Directory.CreateTempSubdirectory("bfn-torch-").FullName;
        try
        {
            string project = Path.Combine(folder, "torch.csproj");
            AssetOutput.Write(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="{package}" Version="[{TorchLibrary.Version}]" />
                  </ItemGroup>
                </Project>
                """);
            return Restore(project, interrupt);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Restore(string project, CancellationToken interrupt)
    {
        string[] arguments =
            ["restore", project, "--packages", TorchPackage.NuGetFolder, "--disable-build-servers", "--verbosity", "quiet"];
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = Path.GetDirectoryName(project), RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            using CancellationTokenRegistration kill = interrupt.Register(() => process.Kill(entireProcessTree: true));
            Task<string> output = process.StandardOutput.ReadToEndAsync(interrupt);
            Task<string> error = process.StandardError.ReadToEndAsync(interrupt);
            string said = $"{error.GetAwaiter().GetResult()}{output.GetAwaiter().GetResult()}".Trim();
            process.WaitForExit();
            return process.ExitCode == 0
                ? null
                : $"{said}\nNuGet can't fetch it; what it says is above. Check the network and `dotnet nuget list source`.";
        }
        catch (Win32Exception)
        {
            return "The command 'dotnet' of the .NET SDK, which fetches packages, is not there: install the SDK "
                + "(https://dotnet.microsoft.com/download) and try again.";
        }
    }
}
