using BfnProcGen.Maps;

namespace BfnProcGen.Batches;

/// <summary>What a manifest asks for.</summary>
/// <param name="Jobs">What is to be drawn, one after the other.</param>
/// <param name="Shards">Into how many parts the batch is meant to be cut; null for nothing said.</param>
internal sealed record BatchManifest(IReadOnlyList<BatchJob> Jobs, int? Shards);

/// <summary>How assets are written.</summary>
internal enum BatchFormat
{
    /// <summary>An image a file.</summary>
    Png,

    /// <summary>Sprite sheets, each with a JSON atlas of named frames.</summary>
    Atlas,

    /// <summary>Sprite sheets, each with a JSON atlas of a list of frames.</summary>
    AtlasList,

    /// <summary>Text grids, or texts, one a line.</summary>
    Txt,

    /// <summary>Integers between commas.</summary>
    Csv,

    /// <summary>Tiled's XML.</summary>
    Tmx,

    /// <summary>Tiled's JSON.</summary>
    Tmj,

    /// <summary>LDtk projects.</summary>
    Ldtk,

    /// <summary>Texts as JSON lines.</summary>
    Jsonl,
}

/// <summary>Assets of one model.</summary>
internal sealed record BatchJob
{
    /// <summary>Path of the model's file.</summary>
    public required string Model { get; init; }

    /// <summary>Where the files go, relative to the batch's folder (see <see cref="OutputPattern"/>).</summary>
    public required OutputPattern Output { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>The seed of the first one; the others have the following seeds.</summary>
    public required ulong FirstSeed { get; init; }

    /// <summary>How they are written; null for what is usual for what the model makes.</summary>
    public BatchFormat? Format { get; init; }

    /// <summary>The classes that seeds take in turn; null for any, empty for each that the model knows.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Columns and rows of a map; null for the model's own size.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Columns and rows that the windows of larger maps share; null for what is usual.</summary>
    public (int X, int Y)? Overlap { get; init; }

    /// <summary>Network evaluations; null for as many as suit the model.</summary>
    public int? Steps { get; init; }

    /// <summary>How noise becomes a sample, as on the command line.</summary>
    public string Solver { get; init; } = "chosen";

    /// <summary>Classifier-free guidance.</summary>
    public double Guidance { get; init; }

    /// <summary>See <see cref="Flows.Solver.Temperature"/>; null for the solver's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>See <see cref="Flows.Solver.MinP"/>; null for the solver's own.</summary>
    public double? MinP { get; init; }

    /// <summary>Maps: tiles that are known.</summary>
    public IReadOnlyList<(CellArea Area, string Tile)> Known { get; init; } = [];

    /// <summary>Maps: tiles that never appear. Texts: what none may contain.</summary>
    public IReadOnlyList<string> Ban { get; init; } = [];

    /// <summary>Maps: where they go on at the other edge.</summary>
    public Wrap Wrap { get; init; }

    /// <summary>Maps: path of the legend that names the image of their tiles; null for colours.</summary>
    public string? TileSet { get; init; }

    /// <summary>Sheets, projects of LDtk and texts: how many share a file; null for what is usual.</summary>
    public int? PerFile { get; init; }

    /// <summary>Texts: the fewest characters.</summary>
    public int MinLength { get; init; } = 1;

    /// <summary>Texts: the most characters; null for as many as the model makes.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Texts: what is known of them; see <see cref="Texts.TextRequest.Pattern"/>.</summary>
    public string? TextPattern { get; init; }

    /// <summary>Texts: only such as the model was not trained on.</summary>
    public bool OnlyNew { get; init; }
}
