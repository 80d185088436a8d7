using System.Text;
using System.Text.Json;
using BfnProcGen.AssetFiles;
using BfnProcGen.Training;

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
    /// <summary>One in place of a ticket that can't be used.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="reason">Why not.</param>
    public static RunTicket Damaged(string path, string reason) => new(".", new TrainingOptions().ToJson(), false, RunState.Damaged,
        new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero),
        $"This run can't be used in the editor: {reason}");

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="OutputException">It can't be written.</exception>
    public void Save(string path) => AssetOutput.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Terminal.Json)));

    /// <summary>Reads one; it is <see cref="RunState.Damaged"/>, and says why, where it can't be used.</summary>
    public static RunTicket Load(string path)
    {
        try
        {
            RunTicket? ticket = JsonSerializer.Deserialize<RunTicket>(File.ReadAllText(path), Terminal.Json);
            if (ticket is not { Assets: not null, Options: not null } || !Enum.IsDefined(ticket.State)
                || ticket.State is RunState.Elsewhere or RunState.Damaged)
            {
                return Damaged(path, $"{Path.GetFileName(path)} lacks something, or says something that makes no sense. {Remedy(path)}");
            }
            TrainingOptions.FromJson(ticket.Options).Validate();
            return ticket;
        }
        catch (JsonException e)
        {
            return Damaged(path, $"{Path.GetFileName(path)} is damaged (line {(e.LineNumber ?? 0) + 1}). {Remedy(path)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BfnException)
        {
            return Damaged(path, $"{Path.GetFileName(path)} can't be read ({e.Message.TrimEnd('.')}). {Remedy(path)}");
        }
    }

    private static string Remedy(string path) => $"What is in its folder, {Path.ChangeExtension(path, null)}, is untouched: if it holds "
        + "last.safetensors, bfn train with --resume goes on with it.";
}
