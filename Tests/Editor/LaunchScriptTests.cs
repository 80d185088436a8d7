using System.Diagnostics;
using BfnProcGen.Tests.AssetFiles;

namespace BfnProcGen.Tests.Editor;

[TestFixture]
public sealed class LaunchScriptTests
{
    [Test]
    public void ALibraryIsFoundHoweverSlowlyTheListOfLibrariesComes()
    {
        using var folder = new TemporaryFolder();
        folder.Add("ldconfig", """
            #!/bin/sh
            echo '	libx.so.1 (libc6,x86-64) => /lib/libx.so.1'
            echo '	libx.so.1 (libc6,AArch64) => /lib/libx.so.1'
            line='	liby.so.1 (libc6,x86-64) => /lib/liby.so.1'
            for i in 1 2 3 4 5 6 7 8; do
                for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do echo "$line" || exit 1; done
                sleep 0.05
            done
            """);
        const string Script = """
            set -euo pipefail; root=$0; . build/launch.sh
            chmod +x "$1/ldconfig"; LD_LIBRARY_PATH= PATH="$1:$PATH" library_path libx.so.1
            """;
        var start = new ProcessStartInfo("bash", ["-c", Script, Repository.Root.FullName, folder.Path])
        {
            WorkingDirectory = Repository.Root.FullName, RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Assert.That(process.StandardOutput.ReadToEnd().Trim(), Is.EqualTo("/lib/libx.so.1"));
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }
}
