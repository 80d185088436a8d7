using System.Text.Json;

namespace BfnProcGen.Tests;

/// <summary>
/// Numbers of the paper's reference implementation, in a folder <c>shared/golden</c> above the tests where it is there. Tests that read
/// them have small cases of their own beside them.
/// </summary>
internal static class Golden
{
    public static IEnumerable<JsonElement> Cases(string file, string kind)
    {
        if (Find(file) is not { } path) return [];
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement[] cases = [.. json.RootElement.GetProperty("cases").Clone().EnumerateArray().Where(c => c.GetProperty("kind").GetString() == kind)];
        Assert.That(cases, Is.Not.Empty, $"{path} has no case of kind '{kind}'");
        return cases;
    }

    /// <summary>Where a file of the folder lies, or null.</summary>
    public static string? Find(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "golden", file);
            if (File.Exists(path)) return path;
        }
        return null;
    }

    public static double Number(this JsonElement element, string key) => element.GetProperty(key).GetDouble();

    /// <summary>All numbers of a nested array, flattened.</summary>
    public static double[] Numbers(this JsonElement element, string key) => [.. Flatten(element.GetProperty(key))];

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];
}
