using BfnProcGen.AssetFiles;
using BfnProcGen.Editor.Assets;
using BfnProcGen.Editor.Sampling;
using BfnProcGen.Editor.Web.Gallery;
using BfnProcGen.Models;
using BfnProcGen.Texts;

namespace BfnProcGen.Editor.Web.Exploring;

/// <summary>
/// A model on this machine's device. One drawing at a time; pages that ask meanwhile wait. While it rests nothing of it is on the device,
/// and the next drawing puts it there again.
/// </summary>
internal sealed class OpenModel
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Action<OpenModel> _toDraw;
    private SampleSource? _source;
    private GpuDevice? _device;
    private Generator? _generator;

    /// <summary>Opens it, on the device already.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="written">When that was written.</param>
    /// <param name="model">What is in it.</param>
    /// <param name="legend">The pictures of its tiles, or null.</param>
    /// <param name="toDraw">Told before every drawing; it may ask others to rest.</param>
    public OpenModel(string path, DateTime written, Model model, Legend? legend, Action<OpenModel> toDraw)
    {
        (Path, Written, Model, _toDraw) = (path, written, model, toDraw);
        Look = new ItemLook(model.Format, legend);
        (_source, Warning) = OpenSource(model);
        Device = _source.Device;
    }

    public string Path { get; }

    /// <summary>When the file was written: a run may write it again.</summary>
    public DateTime Written { get; }

    public Model Model { get; }

    public ItemLook Look { get; }

    /// <summary>What draws.</summary>
    public string Device { get; private set; }

    /// <summary>Why that is not the device a game would use; null where it is.</summary>
    public string? Warning { get; private set; }

    /// <summary>How many samples a second the last drawing gave.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Whether its weights are on the device.</summary>
    public bool IsAwake => _source is not null || _device is not null;

    /// <summary>Draws samples, as <c>bfn sample</c> does.</summary>
    public Task<Drawn[]> Draw(DrawRequest request, CancellationToken cancellation) =>
        InTurn(() => Drawing(source => source.Draw(request, cancellation)), cancellation);

    /// <summary>Draws texts that meet a request, as <c>bfn sample</c> does.</summary>
    /// <exception cref="RequestException">The request makes no sense, or asks for what the model can't do.</exception>
    public Task<IReadOnlyList<TextResult>> Draw(DrawRequest request, TextRequest wanted, CancellationToken cancellation) => InTurn(() =>
        Drawing(source => TextDrawing.For(Model).Draw(wanted,
            items => [.. source.Draw(request, items, cancellation).Select(drawn => drawn.Levels!)])),
        cancellation);

    /// <summary>What a sample looks like.</summary>
    public SeenItem Show(Drawn drawn, string? label) => Look.IsText
        ? new SeenItem(null, Look.Text(drawn.Levels!), label)
        : new SeenItem(DataUri.OfPng(Look.Png(Model.Flow, Model.Width, Model.Height, drawn.Levels, drawn.Values)), null, label);

    /// <summary>What the network thinks on the way, one state an evaluation. Needs a Vulkan device.</summary>
    /// <exception cref="RequestException">The request makes no sense.</exception>
    /// <exception cref="GpuUnavailableException">There is no Vulkan device.</exception>
    public Task<List<GenerationState>> States(SampleRequest request, CancellationToken cancellation) => InTurn(() =>
    {
        if (_generator is null)
        {
            _device ??= GpuDevice.Open();
            _generator = new Generator(_device, Model, new GeneratorOptions { Guidance = Model.Classes.Count > 0 });
        }
        return _generator.SampleStatesAsync(request, cancellation).ToBlockingEnumerable(cancellation).ToList();
    }, cancellation);

    /// <summary>Frees what it has on the device, after the drawing that is under way.</summary>
    public void Rest()
    {
        _turn.Wait();
        try
        {
            _generator?.Dispose();
            _device?.Dispose();
            _source?.Dispose();
            (_generator, _device, _source) = (null, null, null);
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Drawing<T>(Func<SampleSource, T> draw)
    {
        if (_source is null)
        {
            (_source, Warning) = OpenSource(Model);
            Device = _source.Device;
        }
        T drawn = draw(_source);
        PerSecond = _source.PerSecond;
        return drawn;
    }

    private async Task<T> InTurn<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() =>
            {
                _toDraw(this);
                return work();
            }, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What draws samples of a model on this machine, and why that is not the device a game would use, where it is not.</summary>
    public static (SampleSource Source, string? Warning) OpenSource(Model model)
    {
        try
        {
            return (SampleSource.Open(model, Backend.Vulkan), null);
        }
        catch (Exception e) when (e is GpuUnavailableException or GpuException)
        {
            return (SampleSource.Open(model, Backend.Torch), $"Drawn by Torch, since Vulkan can't be used here: {e.Message}");
        }
    }
}
