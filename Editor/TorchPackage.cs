using System.Runtime.InteropServices;
using System.Runtime.Loader;
using BfnProcGen.Training;

namespace BfnProcGen.Editor;

/// <summary>
/// Torch's native library in NuGet's folder of packages. A build from source has it beside the program; the installed tool, for which it is
/// too large, takes it from there.
/// </summary>
internal static class TorchPackage
{
    /// <summary>Where NuGet keeps packages.</summary>
    public static string NuGetFolder { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The folder with the library, whether or not it is there; null for systems that have none.</summary>
    public static string? LibraryFolder => TorchLibrary.Package is { } package
        ? Path.Combine(NuGetFolder, package, TorchLibrary.Version, "runtimes", package["libtorch-cpu-".Length..], "native")
        : null;

    /// <summary>From now on the library is found there, if it is found nowhere else.</summary>
    public static void Offer() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += (assembly, name) =>
        name == "torch_cpu" && assembly.GetName().Name == "TorchSharp" ? Load() : 0;

    // Those that TorchSharp's own library asks the loader for: it looks for them by name alone, and finds what is loaded already.
    private static nint Load()
    {
        if (LibraryFolder is not { } folder) return 0;
        nint library = 0;
        foreach (string name in new[] { "c10", "torch_cpu", "torch" })
        {
            string file = OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
            if (!NativeLibrary.TryLoad(Path.Combine(folder, file), out nint loaded)) return 0;
            if (name == "torch_cpu") library = loaded;
        }
        return library;
    }
}
