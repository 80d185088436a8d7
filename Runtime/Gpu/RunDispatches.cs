using BfnProcGen.Flows;

namespace BfnProcGen.Gpu;

/// <summary>The distinct dispatches of a sampler's runs, and the order of them in a run.</summary>
internal sealed class RunDispatches
{
    private readonly List<PlacedDispatch> _all = [];
    private readonly int _start, _encode, _guide = -1, _bias = -1, _update, _result, _network, _networkCount;
    private readonly Dictionary<ResultForm, int> _exports = [];

    /// <summary>Numbers them; null for those that the recording is made without.</summary>
    public RunDispatches(Dispatch start, Dispatch encode, IReadOnlyList<PlacedDispatch> network, Dispatch? guide, Dispatch? bias,
        Dispatch update, Dispatch result, IReadOnlyDictionary<ResultForm, Dispatch> exports)
    {
        _start = Add(start);
        _encode = Add(encode);
        (_network, _networkCount) = (_all.Count, network.Count);
        _all.AddRange(network);
        if (guide is { } guides) _guide = Add(guides);
        if (bias is { } biases) _bias = Add(biases);
        _update = Add(update);
        _result = Add(result);
        foreach ((ResultForm form, Dispatch dispatch) in exports) _exports.Add(form, Add(dispatch));

        int Add(Dispatch dispatch)
        {
            _all.Add(new PlacedDispatch(dispatch, NeedsBarrier: true));
            return _all.Count - 1;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>One of them.</summary>
    public PlacedDispatch this[int dispatch] => _all[dispatch];

    /// <summary>Whether a dispatch is one of the network's, and if so, which.</summary>
    public int? NumberInNetwork(int dispatch) =>
        dispatch >= _network && dispatch < _network + _networkCount ? dispatch - _network : null;

    /// <summary>The order of a run.</summary>
    /// <param name="table">The run.</param>
    /// <param name="asks">Whether the network is evaluated at a time.</param>
    /// <param name="isBiased">Whether an item has a bias.</param>
    /// <param name="form">What the result becomes at the end, besides what it is anyway.</param>
    public RunOrder Order(StepTable table, Func<double, bool> asks, bool isBiased, ResultForm? form)
    {
        List<int> order = [_start], ends = [];
        for (int i = 0; i < table.Evaluations; i++)
        {
            order.Add(_encode);
            if (asks(table.TimeOf(i)))
            {
                order.AddRange(Enumerable.Range(_network, _networkCount));
                if (_guide >= 0) order.Add(_guide);
            }
            if (isBiased) order.Add(_bias);
            order.Add(i < table.Updates.Count ? _update : _result);
            ends.Add(order.Count);
        }
        if (form is { } other && _exports.TryGetValue(other, out int export)) order.Add(export);
        return new RunOrder([.. order], [.. ends]);
    }
}
