using BfnProcGen.Flows;
using BfnProcGen.Gpu;
using BfnProcGen.Sampling;

namespace BfnProcGen;

/// <summary>
/// A whole generation in an engine's command buffer. It holds the buffers that the commands work on: dispose it when the command buffer has
/// run for the last time, or was thrown away. The command buffer may be submitted again, not while it is still running; it then draws the
/// same.
/// </summary>
public sealed class RecordedGeneration : IDisposable
{
    private readonly LoadedModel _owner;
    private readonly Lane _lane;
    private readonly SamplerRecording _recording;
    private readonly SampleItem _item;
    private bool _released;

    internal RecordedGeneration(LoadedModel owner, Lane lane, CommandWriter writer, SampleRequest request, ResultTarget? target)
    {
        (_owner, _lane) = (owner, lane);
        (StepTable table, _item) = owner.Resolve(request);
        double guidance = request.EffectiveGuidance;
        _recording = Generation.RecordingFor(lane, guidance);
        if (target is not null) owner.Export.Require(target.Form);
        RunOrder order = _recording.Prepare(table, [_item], guidance, target?.Form);
        _recording.IsReady(wait: true);
        _recording.Write(writer, order, 0, order.Count, target);
    }

    /// <summary>Reads the sample back; the command buffer must have run, as its fence or semaphore tells.</summary>
    /// <exception cref="ObjectDisposedException">It, its generator or the device was disposed.</exception>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    public Sample Read()
    {
        ObjectDisposedException.ThrowIf(_released, this);
        _owner.Device.CheckUse();
        _lane.Enter();
        try
        {
            int variables = SampledData.Of(_owner.Model.Flow, _owner.Model.Network).Variables;
            byte[]? levels = _owner.Model.Flow.HasLevels ? new byte[variables] : null;
            float[]? values = levels is null ? new float[variables] : null;
            if (levels is not null) _recording.ReadLevels(levels);
            else _recording.ReadValues(values);
            return new Sample(_owner.Model, _item.Seed, levels, values);
        }
        finally
        {
            _lane.Leave();
        }
    }

    /// <summary>Lets another generation have the buffers; the device must be done with the command buffer.</summary>
    public void Dispose()
    {
        if (_released) return;
        _released = true;
        _owner.Lanes.Return(_lane);
        _owner.Release();
    }
}
