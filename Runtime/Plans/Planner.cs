using BfnProcGen.Networks;

namespace BfnProcGen.Plans;

/// <summary>
/// Turns a network into a <see cref="Plan"/>: sets aside what depends on time and class alone, fuses sums into convolutions and SiLU into
/// norms, places concatenations so that they cost nothing, orders by dependency level, and lays out one arena by liveness.
/// </summary>
public sealed class Planner
{
    private readonly Network _network;
    private readonly int _batch;
    private readonly Arena _arena = new();
    private readonly List<Draft> _drafts = [];
    private readonly List<int>[] _consumers;
    private readonly bool[] _isConditioning;
    private readonly int[] _value;                                   // node → arena value that holds its result
    private readonly Dictionary<int, Fusion> _fusionEndingAt = [];   // last node of a fused convolution → what is fused
    private readonly HashSet<int> _absorbed = [];                    // nodes that vanish inside a fusion
    private readonly List<Copy> _copies = [];
    private readonly Dictionary<int, int> _conditioning = [];
    private int _conditioningWidth;

    // Classes, though small: what .NET's collections do with structures is compiled anew at every start.
    private sealed record Copy(int Concatenation, int From, int Part);
    private sealed record Draft(int[] Reads, int[] Writes, Func<int, PlanStep> Build)
    {
        public int Level { get; set; }
    }

    private sealed record Fusion(int Convolution, int? Vector, int? Residual);

    private Planner(Network network, int batch)
    {
        (_network, _batch) = (network, batch);
        int count = network.Nodes.Count;
        _value = new int[count];
        _consumers = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        _isConditioning = new bool[count];
        for (int i = 0; i < count; i++)
        {
            foreach (int input in Inputs(i)) _consumers[input].Add(i);
            _isConditioning[i] = network.Nodes[i].Operation is not (StateInput or MaskInput or PositionEmbedding) && Inputs(i).All(input => _isConditioning[input]);
        }
    }

    /// <summary>Plans one evaluation of a batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Items evaluated together, at least 1.</param>
    /// <exception cref="NetworkException">The network uses a value that depends on time alone in another way than adding it.</exception>
    public static Plan Create(Network network, int batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return new Planner(network, batch).Create();
    }

    private Plan Create()
    {
        if (_isConditioning[^1]) throw new NetworkException("The network's output does not depend on its state.");
        PlaceConcatenations();
        for (int i = 0; i < _network.Nodes.Count; i++)
            if (!_isConditioning[i]) Draw(i);

        int output = _value[^1];
        int last = 1 + FindLevels();
        foreach (Draft draft in _drafts)
        {
            foreach (int value in draft.Reads) _arena.Use(value, draft.Level);
            foreach (int value in draft.Writes) _arena.Use(value, draft.Level);
        }
        int[] constants = [.. NodesThat(operation => operation is PositionEmbedding)];
        foreach (int i in NodesThat(operation => operation is StateInput or MaskInput or PositionEmbedding)) _arena.Use(_value[i], 0);
        foreach (int i in constants) _arena.Use(_value[i], last);
        _arena.Use(output, last);
        int size = _arena.Place();

        return new Plan
        {
            Network = _network,
            Batch = _batch,
            Steps = [.. _drafts.OrderBy(draft => draft.Level).Select(draft => draft.Build(draft.Level))],
            ArenaSize = size,
            State = InputView<StateInput>()!.Value,
            Mask = InputView<MaskInput>(),
            Output = _arena.ViewOf(output),
            Constants = constants.ToDictionary(i => i, i => View(_value[i])),
            ConditioningNodes = [.. Enumerable.Range(0, _network.Nodes.Count).Where(i => _isConditioning[i])],
            ConditioningOffsets = _conditioning,
            ConditioningWidth = _conditioningWidth,
        };
    }

    // Every value of the network gets a place; an input of a concatenation gets it inside the concatenation, if it has none yet.
    private void PlaceConcatenations()
    {
        for (int i = 0; i < _value.Length; i++)
        {
            if (_isConditioning[i]) continue;
            _value[i] = _network.Nodes[i].Operation switch
            {
                Dropout => _value[Inputs(i)[0]],
                PositionEmbedding => _arena.AddShared(_network.Shapes[i]),
                _ => _arena.Add(_network.Shapes[i], _batch),
            };
            if (_network.Nodes[i].Operation is not Concatenate) continue;
            int channel = 0;
            foreach (int input in Inputs(i))
            {
                if (_isConditioning[input]) throw OnlyAdded(input);
                if (!_arena.TryPlaceInside(_value[input], _value[i], channel))
                {
                    int part = _arena.Add(_network.Shapes[input], _batch);
                    _arena.TryPlaceInside(part, _value[i], channel);
                    _copies.Add(new Copy(i, _value[input], part));
                }
                channel += _network.Shapes[input].Channels;
            }
        }
    }

    private void Draw(int i)
    {
        if (_absorbed.Contains(i) && !_fusionEndingAt.ContainsKey(i)) return;
        if (_fusionEndingAt.TryGetValue(i, out Fusion? fusion))
        {
            DrawConvolution(i, fusion);
            return;
        }
        string name = _network.Nodes[i].Name;
        switch (_network.Nodes[i].Operation)
        {
            case StateInput or MaskInput or PositionEmbedding or Dropout: break;
            case Concatenate:
                foreach (Copy copy in _copies.Where(copy => copy.Concatenation == i))
                    Append([copy.From], [copy.Part], level => new CopyStep(View(copy.From), View(copy.Part)) { Node = name, Level = level });
                break;
            case Convolution: Fuse(i); break;
            case GroupNorm norm: DrawNorm(i, norm); break;
            case LayerNorm: Apply(i, (from, to) => new LayerNormStep(from, to) { Node = name, Weights = name }); break;
            case SiLU: Apply(i, (from, to) => new SiLUStep(from, to) { Node = name }); break;
            case GELU: Apply(i, (from, to) => new GELUStep(from, to) { Node = name }); break;
            case LogProbability: Apply(i, (from, to) => new LogProbabilityStep(from, to) { Node = name }); break;
            case FourierFeatures waves: Apply(i, (from, to) => new FourierFeaturesStep(from, to, waves.First) { Node = name }); break;
            case Upsample: Apply(i, (from, to) => new UpsampleStep(from, to) { Node = name }); break;
            case Attention attention: Apply(i, (from, to) => new AttentionStep(from, to, attention.Heads) { Node = name }); break;
            case Add: DrawAdd(i); break;
            default: throw new NetworkException($"Node '{name}': the planner doesn't know {_network.Nodes[i].Operation.GetType().Name}.");
        }
    }

    // A step that makes one value of one other.
    private void Apply(int i, Func<View, View, PlanStep> step)
    {
        int source = Source(i, 0), target = _value[i];
        Append([source], [target], level => step(View(source), View(target)) with { Level = level });
    }

    // Follows the sums behind a convolution as long as nobody else wants what is in between, and leaves the step to the last of them.
    private void Fuse(int i)
    {
        int end = i;
        int? vector = null, residual = null;
        while (OnlyConsumer(BehindDropout(end)) is { } next && _network.Nodes[next].Operation is Add && !_absorbed.Contains(next))
        {
            int summand = BehindDropout(end), other = Inputs(next)[0] == summand ? Inputs(next)[1] : Inputs(next)[0];
            if (other == summand || residual is not null) break;
            if (_isConditioning[other] && vector is null) vector = other;
            else if (!_isConditioning[other] && _network.Shapes[other] == _network.Shapes[end]) residual = other;
            else break;
            _absorbed.Add(next);
            end = next;
        }
        var fusion = new Fusion(i, vector, residual);
        if (end == i) DrawConvolution(i, fusion);
        else _fusionEndingAt.Add(end, fusion);
    }

    private void DrawConvolution(int end, Fusion fusion)
    {
        Node node = _network.Nodes[fusion.Convolution];
        var convolution = (Convolution)node.Operation;
        int input = Inputs(fusion.Convolution)[0], target = _value[end];
        if (_isConditioning[input]) throw OnlyAdded(input);
        int source = _value[input];
        int? residual = fusion.Residual is { } other ? _value[other] : null, vector = fusion.Vector is { } row ? ConditioningOffset(row) : null;
        Append(residual is { } sum ? [source, sum] : [source], [target], level => new ConvolutionStep(View(source), View(target), convolution.Kernel, convolution.Stride)
        {
            Node = _network.Nodes[end].Name,
            Level = level,
            Weights = node.Name,
            Conditioning = vector,
            Residual = residual is { } value ? View(value) : null,
        });
    }

    private void DrawNorm(int i, GroupNorm norm)
    {
        int source = Source(i, 0), end = i;
        bool activate = OnlyConsumer(i) is { } next && _network.Nodes[next].Operation is SiLU;
        if (activate) _absorbed.Add(end = OnlyConsumer(i)!.Value);
        int target = _value[end];
        Append([source], [target], level => new GroupNormStep(View(source), View(target), norm.Groups, activate)
        {
            Node = _network.Nodes[end].Name, Weights = _network.Nodes[i].Name, Level = level,
        });
    }

    private void DrawAdd(int i)
    {
        string name = _network.Nodes[i].Name;
        int source = Source(i, 0), target = _value[i], other = Inputs(i)[1];
        if (_isConditioning[other])
        {
            int offset = ConditioningOffset(other);
            Append([source], [target], level => new AddStep(View(source), View(target)) { Node = name, Level = level, Conditioning = offset });
            return;
        }
        int second = _value[other];
        Append([source, second], [target], level => new AddStep(View(source), View(target)) { Node = name, Level = level, Second = View(second) });
    }

    private void Append(int[] reads, int[] writes, Func<int, PlanStep> build) => _drafts.Add(new Draft(reads, writes, build));

    // A step's level is one more than the highest level of the steps that write what it reads. Returns the highest.
    private int FindLevels()
    {
        var written = new Dictionary<int, int>();
        int highest = 0;
        foreach (Draft draft in _drafts)
        {
            foreach (int value in draft.Reads) draft.Level = Math.Max(draft.Level, LevelOf(value));
            highest = Math.Max(highest, ++draft.Level);
            foreach (int value in draft.Writes) written[value] = draft.Level;
        }
        return highest;

        int LevelOf(int value)
        {
            int level = written.GetValueOrDefault(value);
            foreach (int part in _arena.PartsOf(value)) level = Math.Max(level, LevelOf(part));
            return level;
        }
    }

    private int ConditioningOffset(int node)
    {
        if (_conditioning.TryGetValue(node, out int offset)) return offset;
        _conditioning.Add(node, offset = _conditioningWidth);
        _conditioningWidth += _network.Shapes[node].Channels;
        return offset;
    }

    private int Source(int node, int input)
    {
        int from = Inputs(node)[input];
        return _isConditioning[from] ? throw OnlyAdded(from) : _value[from];
    }

    // A value as it is after the dropouts that alone take it, which change nothing in an evaluation.
    private int BehindDropout(int node) =>
        OnlyConsumer(node) is { } next && _network.Nodes[next].Operation is Dropout ? BehindDropout(next) : node;

    private IEnumerable<int> NodesThat(Func<Operation, bool> holds) =>
        Enumerable.Range(0, _network.Nodes.Count).Where(i => holds(_network.Nodes[i].Operation));

    private int? OnlyConsumer(int node) => _consumers[node] is [var only] ? only : null;

    private int[] Inputs(int node) => _network.Nodes[node].Inputs;

    private View View(int value) => _arena.ViewOf(value);

    private View? InputView<T>()
    {
        int[] nodes = [.. NodesThat(operation => operation is T)];
        return nodes is [var node] ? View(_value[node]) : null;
    }

    private NetworkException OnlyAdded(int node) =>
        new($"Node '{_network.Nodes[node].Name}' depends on time and class alone; the planner only knows how to add such a vector to a value.");
}
