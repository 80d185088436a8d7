using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using BfnProcGen.Tests.AssetFiles;
using BfnProcGen.Tests.Editor;

namespace BfnProcGen.Tests.Packages;

/// <summary>
/// The packages of this build, and a folder to use them in as anyone would: they come from a folder, what they depend on from where this
/// machine gets its packages. What is installed already needs no network.
/// </summary>
[SetUpFixture]
internal sealed class PackedRepository
{
    private static TemporaryFolder? s_folder;

    /// <summary>A folder outside the repository.</summary>
    public static TemporaryFolder Folder => s_folder!;

    /// <summary>The version of all packages.</summary>
    public static string Version { get; } = typeof(Generator).Assembly.GetName().Version!.ToString(3);

    /// <summary>Where this machine keeps packages.</summary>
    public static string MachinePackages { get; private set; } = "";

    [OneTimeSetUp]
    public void Pack()
    {
        s_folder = new TemporaryFolder();
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        CommandRun pack = DotNet(Repository.Root.FullName, [], "pack", "BfnProcGen.sln", "--no-build",
            "--configuration", configuration, "--output", Folder["packages"], "--disable-build-servers");
        Assert.That(pack.Code, Is.Zero, $"{pack.Output}\n{pack.Error}");
        string listed = DotNet(Folder.Path, [], "nuget", "locals", "global-packages", "--list", "--force-english-output").Output;
        MachinePackages = listed[(listed.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim();
        Folder.Add("nuget.config", $"""
            <configuration>
              <packageSources><add key="packed" value="packages" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    [OneTimeTearDown]
    public void Remove() => s_folder?.Dispose();

    /// <summary>Opens a package.</summary>
    public static ZipArchive Open(string id, string extension = "nupkg") =>
        ZipFile.OpenRead(Folder[$"packages/{id}.{Version}.{extension}"]);

    /// <summary>The metadata of a package, without namespaces.</summary>
    public static XElement Metadata(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        XElement root = XElement.Load(stream);
        foreach (XElement element in root.DescendantsAndSelf()) element.Name = element.Name.LocalName;
        return root.Element("metadata")!;
    }

    /// <summary>Makes an empty project that refers to packages of this build, and builds it into its folder <c>out</c>.</summary>
    public static string Build(string name, string program, params string[] packages)
    {
        string folder = Directory.CreateDirectory(Folder[name]).FullName;
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(packages.Select(id => $"""<PackageReference Include="{id}" Version="{Version}" />"""))}
              </ItemGroup>
            </Project>
            """);
        CommandRun build = DotNet(folder, [], "build", "--output", "out", "--disable-build-servers");
        Assert.That(build.Code, Is.Zero, $"{build.Output}\n{build.Error}");
        return folder;
    }

    /// <summary>Runs <c>dotnet</c> with a package folder of its own, so that no older package of the same version is taken.</summary>
    public static CommandRun DotNet(string folder, Dictionary<string, string> environment, params string[] args)
    {
        if (!args.Contains("--list")) environment.TryAdd("NUGET_PACKAGES", Folder["installed"]);
        return Run(Path.Combine(DotNetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), folder, environment, args);
    }

    /// <summary>Runs a program.</summary>
    public static CommandRun Run(string program, string folder, Dictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // What the SDK tells the processes of a test run about itself is not for another build.
        foreach (string key in start.Environment.Keys.Where(key => key.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(key);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_ROOT"] = DotNetRoot;
        foreach ((string key, string value) in environment) start.Environment[key] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output.Result, error.Result);
    }

    // shared/Microsoft.NETCore.App/VERSION lies in it.
    private static string DotNetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
