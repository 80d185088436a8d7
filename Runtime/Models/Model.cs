using BfnProcGen.Flows;
using BfnProcGen.Networks;

namespace BfnProcGen.Models;

/// <summary>
/// A trained model: its flow, its network with weights, what its classes mean, and how it is best sampled. One <c>.safetensors</c> file
/// that every reader of that format can open; the descriptions are JSON texts in the file's metadata.
/// </summary>
public sealed record Model
{
    /// <summary>The version of the metadata that this program writes; it reads this one and older ones.</summary>
    public const int FormatVersion = 1;

    /// <summary>What the model makes, and what the numbers of its samples stand for.</summary>
    public required AssetFormat Format { get; init; }

    /// <summary>What the model makes.</summary>
    public AssetKind Kind => Format.Kind;

    /// <summary>The schedule.</summary>
    public required Flow Flow { get; init; }

    /// <summary>The network.</summary>
    public required Network Network { get; init; }

    /// <summary>The tiles by index; empty for other kinds.</summary>
    public IReadOnlyList<Tile> Tiles => Format is TileFormat format ? format.Tiles : [];

    /// <summary>Names of the classes it can be asked for; empty where it knows none.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Every weight of <see cref="Network"/> by its full name.</summary>
    public required IReadOnlyDictionary<string, float[]> Weights { get; init; }

    /// <summary>The solver that a search after training found best, by number of network evaluations.</summary>
    public IReadOnlyDictionary<int, Solver> Solvers { get; init; } = new Dictionary<int, Solver>();

    /// <summary>A sample of the model with its seed, by which a device can prove itself; null where none was stored.</summary>
    public SelfTest? SelfTest { get; init; }

    /// <summary>
    /// Further metadata of the file: <c>bfn.training</c>, <c>bfn.data</c>, <c>modelspec.title</c>, … Saving adds <c>bfn.generator</c>, this
    /// program's version, and those keys of ModelSpec 1.0.1 that are missing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Rows of what it makes.</summary>
    public int Height => Network.State.Height;

    /// <summary>Columns of what it makes.</summary>
    public int Width => Network.State.Width;

    /// <summary>As many network evaluations as suit a sample: one a turn and one more where cells take turns, else 8.</summary>
    public int UsualEvaluations => Flow is DiscreteFlow { Rolling: { } rolling } ? rolling.EvaluationsOfTurns : 8;

    /// <summary>
    /// The solver to use for <paramref name="evaluations"/> network evaluations: the chosen one of the nearest number (by ratio), or,
    /// where no search was made, the second-order ODE solver on a power grid that gets steeper with fewer evaluations; the ancestral sampler where
    /// cells take turns.
    /// </summary>
    public Solver SolverFor(int evaluations)
    {
        if (Solvers.Count > 0) return Solvers.MinBy(entry => Math.Abs(Math.Log((double)entry.Key / Math.Max(1, evaluations)))).Value;
        if (Flow is DiscreteFlow { Rolling: not null }) return Solver.Ancestral;
        return Flow is DiscreteFlow
            ? new Solver { Grid = TimeGrid.WithPower(evaluations <= 4 ? 3 : evaluations <= 16 ? 2 : 1.4) }
            : new Solver();
    }

    /// <summary>The same model with the self-test that belongs to its weights and solvers.</summary>
    public Model WithSelfTest() => this with { SelfTest = SelfTest.Of(this) };

    /// <summary>
    /// The same model with its weights rounded to 16-bit floats, which halves its file and the memory that its weights take on a device. It
    /// draws slightly different samples, and the same ones in every way of drawing. Takes as long as one sample of the plain interpreter.
    /// </summary>
    /// <seealso cref="HalfWeights"/>
    public Model WithHalfWeights() => HalfWeights.Round(this);

    /// <summary>
    /// SHA-256 of all that decides what the model draws with a given solver, as 64 hexadecimal digits: weights, network, flow, classes and
    /// what they stand for. Title, date and other metadata don't count. Computed anew at every call, in milliseconds for a small model.
    /// </summary>
    public string ComputeHash() => ModelHash.Of(this);

    /// <summary>Reads a model file.</summary>
    /// <exception cref="ModelFormatException">The file is missing, malformed, or not a model of this program; says why.</exception>
    public static Model Load(string path) => ModelFile.Read(path);

    /// <summary>Writes the model file, whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full or the folder can't be written to.</exception>
    public void Save(string path) => ModelFile.Write(path, this);
}
