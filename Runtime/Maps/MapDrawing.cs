using BfnProcGen.Checks;
using BfnProcGen.Models;

namespace BfnProcGen.Maps;

/// <summary>
/// The runs that a <see cref="MapRequest"/> takes, one after the other, for whoever draws them: <see cref="GeneratorMaps"/>, or a game that
/// draws each a slice a frame.
/// <code>
/// var drawing = new MapDrawing(generator.Model, request);
/// while (drawing.Next is { } run)
/// {
///     using Generation generation = generator.Begin(run);
///     while (!generation.Advance(TimeSpan.FromMilliseconds(2))) DrawFrame();
///     drawing.Take(generation.Sample);
/// }
/// MapResult result = drawing.Result;
/// </code>
/// It always ends: after the first run, those for seams, and as many redraws as are allowed at most. All seeds follow from the request's,
/// so that the same request gives the same map. Not safe to use from several threads at once.
/// </summary>
public sealed class MapDrawing
{
    private readonly MapRequest _request;
    private readonly MapFrame _frame;
    private readonly RepairPass _repair;
    private readonly Queue<(MapShift Shift, bool[] IsOpen)> _seams;
    private byte[] _map = [];
    private MapShift _shift;
    private IReadOnlyList<UnmetCheck>? _unmet;
    private MapResult? _result;
    private int _runs, _attempts;

    /// <exception cref="RequestException">The model makes no tile maps, or the request makes no sense; says why.</exception>
    public MapDrawing(Model model, MapRequest request)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Sample);
        ArgumentNullException.ThrowIfNull(request.Checks);
        foreach (MapCheck check in request.Checks) ArgumentNullException.ThrowIfNull(check, nameof(request.Checks));
        if (request.Redraws < 0 || request.Redraws > MapRequest.MostRedraws)
            throw new RequestException($"The redraws must be 0 to {MapRequest.MostRedraws}, not {request.Redraws}.");
        _request = request;
        _frame = new MapFrame(model, request.Sample);
        _repair = new RepairPass(_frame, request.Wrap);
        _seams = new(SeamPasses.Of(_frame.Width, _frame.Height, request.Wrap, request.SeamReach));
        _shift = new MapShift(_frame.Width, _frame.Height, 0, 0);
        Next = request.Sample;
    }

    /// <summary>The run to draw now; null when there is none any more.</summary>
    public SampleRequest? Next { get; private set; }

    /// <summary>The map, when <see cref="Next"/> is null.</summary>
    /// <exception cref="UsageException">There is a run to draw.</exception>
    public MapResult Result => _result ?? throw new UsageException("The map isn't finished: draw what Next asks for and give it to Take.");

    /// <summary>Draws several maps side by side: in every round the next run of each that isn't finished.</summary>
    /// <param name="drawings">The maps.</param>
    /// <param name="draw">Draws some runs together and returns the tiles of each.</param>
    public static IReadOnlyList<MapResult> Finish(
        IReadOnlyList<MapDrawing> drawings, Func<IReadOnlyList<SampleRequest>, IReadOnlyList<byte[]>> draw)
    {
        ArgumentNullException.ThrowIfNull(drawings);
        ArgumentNullException.ThrowIfNull(draw);
        while (drawings.Where(drawing => drawing.Next is not null).ToArray() is { Length: > 0 } open)
        {
            IReadOnlyList<byte[]> drawn = draw([.. open.Select(drawing => drawing.Next!)]);
            for (int i = 0; i < open.Length; i++) open[i].Take(drawn[i]);
        }
        return [.. drawings.Select(drawing => drawing.Result)];
    }

    /// <summary>Takes what the run gave.</summary>
    /// <inheritdoc cref="Take(ReadOnlySpan{byte})"/>
    public void Take(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Take(sample.Levels);
    }

    /// <summary>Takes what the run gave, as tiles row after row.</summary>
    /// <exception cref="UsageException">There was no run to draw.</exception>
    /// <exception cref="RequestException">A check names a cell or tile that isn't there.</exception>
    public void Take(ReadOnlySpan<byte> tiles)
    {
        if (Next is null) throw new UsageException("The map is finished: there is no run to take.");
        if (tiles.Length != _frame.Cells) throw new RequestException($"The map has {_frame.Cells} cells; {tiles.Length} were given.");
        _runs++;
        byte[] drawn = _shift.Back(tiles);
        if (_unmet is null)
        {
            _map = drawn;
        }
        else
        {
            IReadOnlyList<UnmetCheck> unmet = UnmetBy(drawn);
            if (IsNoWorse(unmet, _unmet)) (_map, _unmet) = (drawn, unmet);
        }
        Next = NextSeam() ?? NextRepair();
        if (Next is null) _result = new MapResult(MapOf(_map), _unmet!, _runs);
    }

    private SampleRequest? NextSeam()
    {
        while (_seams.TryDequeue(out (MapShift Shift, bool[] IsOpen) seam))
        {
            if (!Enumerable.Range(0, _frame.Cells).Any(i => seam.IsOpen[i] && !_frame.IsKnown(i))) continue;
            _shift = seam.Shift;
            return _frame.Redraw(_map, seam.IsOpen, _shift, _runs);
        }
        return null;
    }

    private SampleRequest? NextRepair()
    {
        _unmet ??= UnmetBy(_map);
        while (_unmet.Count > 0 && _attempts < _request.Redraws)
        {
            UnmetCheck unmet = _unmet[_attempts++ % _unmet.Count];
            if (_repair.Next(_map, unmet, _attempts, _runs) is not { } run) continue;
            _shift = _repair.Shift;
            return run;
        }
        return null;
    }

    private IReadOnlyList<UnmetCheck> UnmetBy(byte[] tiles)
    {
        TileMap map = MapOf(tiles);
        return [.. _request.Checks.Select(check => check.Unmet(map, _frame.Tiles)).OfType<UnmetCheck>()];
    }

    private static bool IsNoWorse(IReadOnlyList<UnmetCheck> now, IReadOnlyList<UnmetCheck> before) => now.Count != before.Count
        ? now.Count < before.Count
        : now.Sum(unmet => (long)unmet.Distance) <= before.Sum(unmet => (long)unmet.Distance);

    private TileMap MapOf(byte[] tiles) => new(_frame.Width, _frame.Height, tiles);
}
