using Silk.NET.Vulkan;

namespace BfnProcGen.Gpu;

/// <summary>Gathers command buffers into submits of a bounded amount of work.</summary>
internal sealed class SubmitList(long workPerSubmit)
{
    private readonly List<CommandBuffer[]> _submits = [];
    private readonly List<CommandBuffer> _current = [];
    private long _work;

    /// <summary>Appends a command buffer; it starts a new submit where the current one would hold too much work.</summary>
    public void Add(CommandBuffer commands, long work)
    {
        if (_current.Count > 0 && _work + work > workPerSubmit) Cut();
        _current.Add(commands);
        _work += work;
    }

    /// <summary>All submits, in order.</summary>
    public IReadOnlyList<CommandBuffer[]> Finish()
    {
        if (_current.Count > 0) Cut();
        return _submits;
    }

    private void Cut()
    {
        _submits.Add([.. _current]);
        _current.Clear();
        _work = 0;
    }
}
