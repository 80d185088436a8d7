using System.Text.Json;
using System.Text.Json.Serialization;
using BfnProcGen.Flows;

namespace BfnProcGen.World;

/// <summary>
/// Everything that a chunk follows from, besides its position. A save that holds it can tell whether chunks nobody changed can be made
/// again, and need not hold them; <see cref="EndlessWorld.Resume"/> opens the same world. Equal identities give equal chunks on one device
/// and driver; on another, rounding may now and then tip a cell over, and change the chunks that take it over.
/// </summary>
/// <param name="Seed">The world's seed.</param>
/// <param name="ModelHash">What <see cref="Models.Model.ComputeHash"/> says.</param>
/// <param name="GeneratorVersion"><see cref="EndlessWorld.GeneratorVersion"/> of the program that made the world.</param>
/// <param name="Solver">The solver, also where it was the model's own choice.</param>
/// <param name="Steps">Network evaluations a window.</param>
/// <param name="Class">The class asked for, or null.</param>
/// <param name="Guidance">Guidance towards it; 0 without a class.</param>
/// <param name="OverlapX">Columns that windows share.</param>
/// <param name="OverlapY">Rows that windows share.</param>
public sealed record WorldIdentity(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] ulong Seed,
    string ModelHash,
    int GeneratorVersion,
    Solver Solver,
    int Steps,
    string? Class,
    double Guidance,
    int OverlapX,
    int OverlapY)
{
    private const int HashDigits = 64;

    /// <summary>Reads <see cref="ToString"/>'s text.</summary>
    /// <exception cref="WorldException">The text is no identity; says why.</exception>
    public static WorldIdentity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            WorldIdentity identity = JsonSerializer.Deserialize(text, WorldJson.Default.WorldIdentity)
                ?? throw new WorldException("The identity of the world is empty.");
            identity.Check();
            return identity;
        }
        catch (Exception e) when (e is JsonException or RequestException)
        {
            throw new WorldException(
                $"The identity of the world can't be read: {e.Message} The save is damaged, or of another version of the program.", e);
        }
    }

    /// <summary>A line of JSON for a save.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, WorldJson.Default.WorldIdentity);

    /// <summary>What differs from another identity, a phrase each; none where chunks are equal.</summary>
    public IReadOnlyList<string> DifferencesFrom(WorldIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var differences = new List<string>();
        Compare("the seed", Seed, other.Seed);
        Compare("the model", ModelHash, other.ModelHash);
        Compare("the generator's version", GeneratorVersion, other.GeneratorVersion);
        Compare("the solver", Solver, other.Solver);
        Compare("the number of steps", Steps, other.Steps);
        Compare("the class", Class ?? "none", other.Class ?? "none");
        Compare("the guidance", Guidance, other.Guidance);
        Compare("the overlap of columns", OverlapX, other.OverlapX);
        Compare("the overlap of rows", OverlapY, other.OverlapY);
        return differences;

        void Compare<T>(string what, T mine, T others)
        {
            if (!EqualityComparer<T>.Default.Equals(mine, others)) differences.Add($"{what} is {mine}, not {others}");
        }
    }

    private void Check()
    {
        if (ModelHash.Length != HashDigits || !ModelHash.All(char.IsAsciiHexDigitLower))
            throw new RequestException($"'{ModelHash}' is no hash of {HashDigits} hexadecimal digits.");
        if (GeneratorVersion < 1) throw new RequestException($"There is no version {GeneratorVersion} of the generator.");
        if (Steps < 1) throw new RequestException($"There is no world of {Steps} steps.");
        if (!(Guidance >= 0 && double.IsFinite(Guidance))) throw new RequestException($"The guidance must be 0 or more, not {Guidance}.");
        if (OverlapX < 0 || OverlapY < 0) throw new RequestException($"Windows can't overlap by {OverlapX}×{OverlapY} cells.");
        Solver.Validate();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WorldIdentity))]
internal sealed partial class WorldJson : JsonSerializerContext;
