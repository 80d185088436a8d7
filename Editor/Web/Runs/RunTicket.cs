using System.Text;
using System.Text.Json;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>
/// What the editor remembers of a run beside the run's own folder, so that it finds it again after it was closed or killed.
/// </summary>
/// <param name="Assets">The place of the assets in the opened folder.</param>
/// <param name="Options">The options it is to have, as JSON.</param>
/// <param name="Searches">Whether solvers are searched for at the end.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Created">When it was asked for.</param>
/// <param name="Message">What went wrong, or null.</param>
internal sealed record RunTicket(string Assets, string Options, bool Searches, RunState State, DateTimeOffset Created, string? Message)
{
    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="OutputException">It can't be written.</exception>
    public void Save(string path) => AssetOutput.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Terminal.Json)));

    /// <summary>Reads one; null where it is damaged or gone.</summary>
    public static RunTicket? Load(string path)
    {
        try
        {
            RunTicket? ticket = JsonSerializer.Deserialize<RunTicket>(File.ReadAllText(path), Terminal.Json);
            return ticket is { Assets: not null, Options: not null } ? ticket : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
