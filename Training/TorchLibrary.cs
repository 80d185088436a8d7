using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace BfnProcGen.Training;

/// <summary>
/// The native library under TorchSharp. It fills hundreds of megabytes and differs from system to system, so that programs choose one
/// and this library names none.
/// </summary>
public static class TorchLibrary
{
    private static readonly Lock s_gate = new();
    private static bool s_isLoaded;

    /// <summary>The version that this library was made with.</summary>
    public static string Version { get; } =
        typeof(TorchLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "TorchVersion").Value!;

    /// <summary>The package that holds it for the processor of this system, null where there is none.</summary>
    public static string? Package { get; } = (RuntimeInformation.ProcessArchitecture, SystemName) switch
    {
        (Architecture.X64, "linux" or "win") => $"libtorch-cpu-{SystemName}-x64",
        (Architecture.Arm64, "osx") => "libtorch-cpu-osx-arm64",
        _ => null,
    };

    private static string SystemName => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    /// <summary>Loads it; all that computes with Torch does so first.</summary>
    /// <exception cref="TrainingException">It isn't there, or this system can't load it; says what to do.</exception>
    public static void Load()
    {
        lock (s_gate)
        {
            if (s_isLoaded) return;
            // TorchSharp loads the same two, but prints what went wrong among the program's results.
            foreach (string name in new[] { "torch_cpu", "LibTorchSharp" })
            {
                try
                {
                    NativeLibrary.Load(name, typeof(torch).Assembly, searchPath: null);
                }
                catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
                {
                    throw new TrainingException(Explain(name, e.Message), e);
                }
            }
            s_isLoaded = true;
        }
    }

    private static string Explain(string name, string reason)
    {
        if (reason.Contains("GLIBCXX", StringComparison.Ordinal))
        {
            return "Torch, which trains, can't be loaded: the C++ library of this system is older than it asks for (GLIBCXX_3.4.32, of "
                + "GCC 13). Train on a newer system (Debian 13, Ubuntu 24.04), or start the program through the launch script 'bfn' at the top "
                + "of the repository, which makes up for that. Drawing needs no Torch.";
        }
        if (Package is null)
        {
            return $"There is no Torch for this system ({RuntimeInformation.RuntimeIdentifier}): train on Linux or Windows with an x64 "
                + "processor or on macOS with an arm64 one. Models draw everywhere.";
        }
        return $"Torch, which trains, is not here: '{name}' can't be loaded. The tool fetches it with 'bfn torch'; a program of your own "
            + $"needs a reference to the package {Package} {Version} beside BfnProcGen.Training. Drawing needs no Torch.";
    }
}
