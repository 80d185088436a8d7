using System.Text.Encodings.Web;
using System.Text.Json;

namespace BfnProcGen.Dungeon;

/// <summary>What there is to say of a game at its end.</summary>
/// <param name="Device">The Vulkan device.</param>
/// <param name="Seed">The dungeon.</param>
/// <param name="Evaluations">Network evaluations of a room.</param>
/// <param name="BudgetMs">Device time that models were allowed of a frame.</param>
/// <param name="Frames">Frames drawn.</param>
/// <param name="WaitedFrames">Frames in which the player had to wait for a room, and the game said so.</param>
/// <param name="ScriptIsFinished">Whether all of the script was played.</param>
/// <param name="RoomsSeen">Rooms that the player was in.</param>
/// <param name="World">The hash of these rooms.</param>
/// <param name="Player">The player's cell.</param>
/// <param name="FrameMs">Frame times with models at work.</param>
/// <param name="SliceMs">What models took of a frame on the device.</param>
/// <param name="ProcessorMs">Processor time of frames with models at work: tells more than the clock on a busy machine.</param>
/// <param name="RestingFrameMs">Frame times of the same game with models at rest; null where that wasn't asked for.</param>
/// <param name="RestingProcessorMs">Their processor time.</param>
/// <param name="ValidationMessages">What the validation layer said.</param>
internal sealed record GameReport(
    string Device, ulong Seed, int Evaluations, double BudgetMs, int Frames, int WaitedFrames, bool ScriptIsFinished,
    int RoomsSeen, string World,
    int[] Player, FrameTimes FrameMs, FrameTimes SliceMs, FrameTimes ProcessorMs,
    FrameTimes? RestingFrameMs, FrameTimes? RestingProcessorMs, IReadOnlyList<string> ValidationMessages)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The percentile that counts: how much longer a slow frame takes because of models.</summary>
    public double? P99DifferenceMs => RestingFrameMs is null ? null : Math.Round(FrameMs.P99 - RestingFrameMs.P99, 3);

    /// <summary>Tells programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Tells people.</summary>
    public void WriteTo(TextWriter output)
    {
        output.WriteLine($"{Device}: {Frames} frames, {WaitedFrames} of them waiting for a room; {RoomsSeen} rooms seen, seed {Seed}, "
            + $"{Evaluations} evaluations a room");
        output.WriteLine("milliseconds            p50      p90      p99      max");
        Row("frame, models at work", FrameMs);
        if (RestingFrameMs is { } resting) Row("frame, models at rest", resting);
        if (P99DifferenceMs is { } difference)
            output.WriteLine($"p99 at work − p99 at rest: {difference:0.00} ms; the budget is {BudgetMs:0.##} ms");
        Row("models, on the device", SliceMs);
        Row("processor, at work", ProcessorMs);
        if (RestingProcessorMs is { } restingProcessor) Row("processor, at rest", restingProcessor);
        foreach (string message in ValidationMessages) output.WriteLine(message);

        void Row(string name, FrameTimes times) =>
            output.WriteLine($"{name,-21} {times.P50,6:0.00}   {times.P90,6:0.00}   {times.P99,6:0.00}   {times.Max,6:0.00}");
    }
}
