using System.Globalization;

namespace BfnProcGen.Batches;

/// <summary>A part of a batch: every n-th block of the plan.</summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
internal readonly record struct Shard(int Index, int Count)
{
    /// <summary>Everything.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Whether a block belongs to it.</summary>
    public bool Has(BatchBlock block) => block.Index % Count == Index;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index + 1}/{Count}");

    /// <summary>
    /// The part that a process draws: what the command line says; else a task of a Slurm array (<c>SLURM_ARRAY_TASK_ID</c>, <c>_MIN</c>,
    /// <c>_STEP</c>, <c>_COUNT</c>) or a pod of an indexed Kubernetes job (<c>JOB_COMPLETION_INDEX</c>; their number is not in the
    /// environment) its own; else all.
    /// </summary>
    /// <param name="given">What the command line says, "i/n" with i from 1; null for nothing.</param>
    /// <param name="shards">The number of parts that the command line or the manifest says.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <exception cref="RequestException">That makes no sense; says why.</exception>
    public static Shard Of(string? given, int? shards, Func<string, string?> environment)
    {
        if (given is not null) return Parse(given);
        if (Number("SLURM_ARRAY_TASK_ID") is { } task)
        {
            int count = Number("SLURM_ARRAY_TASK_COUNT") ?? shards ?? throw Missing("SLURM_ARRAY_TASK_COUNT");
            int least = Number("SLURM_ARRAY_TASK_MIN") ?? 0, step = Number("SLURM_ARRAY_TASK_STEP") ?? 1;
            if (step >= 1 && (task - least) % step == 0 && (task - least) / step is var index && index >= 0 && index < count)
                return new Shard(index, count);
            throw new RequestException($"Task {task} of a Slurm array of {count} from {least} on in steps of {step} is none of them. "
                + "Number the tasks without gaps, as in --array=0-7.");
        }
        if (Number("JOB_COMPLETION_INDEX") is { } pod)
        {
            int count = shards ?? throw Missing("the number of pods (--shards, or \"shards\" in the manifest)");
            return pod < count
                ? new Shard(pod, count)
                : throw new RequestException($"JOB_COMPLETION_INDEX is {pod}, but there are {count} shards, from 0 on.");
        }
        return Whole;

        int? Number(string name) => environment(name) is not { Length: > 0 } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
            : throw new RequestException($"The environment variable {name} is '{text}' instead of a number.");

        static RequestException Missing(string what) => new($"This is a task of an array, but {what} is not known. Give --shard i/n.");
    }

    private static Shard Parse(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int i)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int n) && i >= 1 && i <= n)
        {
            return new Shard(i - 1, n);
        }
        throw new RequestException($"--shard must be i/n with i from 1 to n, such as 3/8, not '{text}'.");
    }
}
