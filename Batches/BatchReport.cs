using System.Text;
using BfnProcGen.AssetFiles;

namespace BfnProcGen.Batches;

/// <summary>What a run of a batch did.</summary>
internal sealed class BatchReport
{
    /// <summary>The part of the batch that this process was to see to.</summary>
    public required Shard Shard { get; init; }

    /// <summary>Files of this part.</summary>
    public required int Files { get; init; }

    /// <summary>Files that were there before.</summary>
    public required int Before { get; init; }

    /// <summary>Files that this process wrote.</summary>
    public int Written { get; set; }

    /// <summary>Files that are not there yet.</summary>
    public int Missing { get; set; }

    /// <summary>Files that other processes wrote meanwhile.</summary>
    public int ByOthers => Files - Before - Written - Missing;

    /// <summary>Items drawn by this process.</summary>
    public int Drawn { get; set; }

    /// <summary>Texts that could not be drawn as was asked for.</summary>
    public int Unmet { get; set; }

    /// <summary>What drew; null where nothing was left to draw.</summary>
    public string? Device { get; set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>In words.</summary>
    public override string ToString()
    {
        string speed = Drawn == 0 ? "" : $", {Drawn / Math.Max(0.001, Time.TotalSeconds):0.0} a second on {Device}";
        return $"{Files:N0} files{(Shard.Count > 1 ? $" in shard {Shard}" : "")}: {Before:N0} were there, {Written:N0} written"
            + $"{(ByOthers > 0 ? $", {ByOthers:N0} by other processes" : "")}{(Missing > 0 ? $", {Missing:N0} missing" : "")}. "
            + $"{Drawn:N0} drawn in {Time.TotalSeconds:0.0} s{speed}."
            + (Unmet > 0 ? $"\n{Unmet:N0} texts could not be drawn as asked for, and are left out: take wider lengths or fewer bans." : "");
    }

    /// <summary>For scripts.</summary>
    public string ToJson() => Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("shard", Shard.ToString());
        json.WriteBoolean("complete", Missing == 0);
        foreach ((string name, int value) in new[]
        {
            ("files", Files), ("before", Before), ("written", Written), ("by_others", ByOthers), ("missing", Missing), ("drawn", Drawn),
            ("unmet", Unmet),
        }) json.WriteNumber(name, value);
        json.WriteNumber("seconds", Math.Round(Time.TotalSeconds, 3));
        json.WriteNumber("per_second", Math.Round(Drawn / Math.Max(0.001, Time.TotalSeconds), 3));
        json.WriteString("device", Device);
        json.WriteEndObject();
    })).TrimEnd();
}
