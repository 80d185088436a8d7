namespace BfnProcGen.Editor.Web.Runs;

/// <summary>Where a run of the editor stands.</summary>
internal enum RunState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It learns.</summary>
    Training,

    /// <summary>It has learnt, and its solvers are being searched for.</summary>
    Searching,

    /// <summary>Everything is saved; it can go on.</summary>
    Paused,

    /// <summary>The program ended while it was training; it can go on from its last checkpoint.</summary>
    Interrupted,

    /// <summary>It was stopped early; there is a model of what it had learnt.</summary>
    Stopped,

    /// <summary>It has reached its end; there is a model.</summary>
    Finished,

    /// <summary>Something went wrong.</summary>
    Failed,

    /// <summary>Another process has it open, and it is that one's to change. Never written down.</summary>
    Elsewhere,

    /// <summary>What there is of it can't be used. Never written down.</summary>
    Damaged,
}
