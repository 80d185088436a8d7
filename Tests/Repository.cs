namespace BfnProcGen.Tests;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    public static DirectoryInfo Root { get; } = Find();

    private static DirectoryInfo Find()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "BfnProcGen.sln"))) at = at.Parent;
        return at ?? throw new DirectoryNotFoundException("The tests need the repository around them: BfnProcGen.sln is in no folder above.");
    }
}
