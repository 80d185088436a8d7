using System.Text.Json;

namespace BfnProcGen.Training;

/// <summary>What is wrong with JSON that somebody wrote: the parser's own words speak of types of .NET.</summary>
internal static class JsonFault
{
    /// <summary>What is wrong, and in which line.</summary>
    /// <param name="json">The text.</param>
    /// <param name="error">Why it was refused.</param>
    /// <param name="type">What was to be read from it.</param>
    /// <param name="form">How.</param>
    public static string Of(string json, JsonException error, Type type, JsonSerializerOptions form)
    {
        try
        {
            using var _ = JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            return $"{Line(e)} is no JSON.";
        }
        string name = error.Path is { } path ? path.TrimStart('$').TrimStart('.') : "";
        return name.Length == 0 ? "They are no JSON object."
            : Knows(type, name, form) ? $"{Line(error)}: '{name}' can't have the value that is there."
            : $"{Line(error)}: there is no '{name}'.";
    }

    private static string Line(JsonException error) => $"Line {(error.LineNumber ?? 0) + 1}";

    private static bool Knows(Type type, string name, JsonSerializerOptions form)
    {
        foreach (string part in name.Split('.'))
        {
            if (form.GetTypeInfo(type).Properties.FirstOrDefault(property => property.Name == part.Split('[')[0]) is not { } property) return false;
            type = property.PropertyType;
        }
        return true;
    }
}
