using BfnProcGen.AssetFiles;
using BfnProcGen.Training.Data;

namespace BfnProcGen.Editor.Sampling;

/// <summary>
/// Writes maps as they come, each file whole or not at all, and keeps none but those that the contact sheet shows.
/// <see cref="MapOutput.Prepare"/> makes it.
/// </summary>
internal sealed class MapWriter(
    string folder, MapEncoder encoder, Func<ulong, IReadOnlyList<KeyValuePair<string, string>>> record, CropSize size, TileSet look,
    ulong firstSeed, int count, int shown, bool pictures)
    : SampleWriter
{
    private readonly List<TileMap> _onSheet = [];

    /// <summary>The maps' files, in the order of their seeds.</summary>
    public override IEnumerable<string> Results => Seeds.Select(MapFile);

    /// <summary>Every file but the contact sheet.</summary>
    public IEnumerable<string> Files => Companions.Concat(pictures ? Results.Concat(Seeds.Select(PictureFile)) : Results);

    /// <inheritdoc/>
    public override string Sheet { get; } =
        Path.Combine(folder, count == 1 ? $"sheet-{firstSeed}.png" : $"sheet-{firstSeed}-{firstSeed + (ulong)count - 1}.png");

    /// <inheritdoc/>
    public override int OnSheet => shown;

    private IEnumerable<string> Companions => encoder.Companions.Select(file => Path.Combine(folder, file.Name));

    private IEnumerable<ulong> Seeds => Enumerable.Range(0, count).Select(i => firstSeed + (ulong)i);

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Drawn> samples)
    {
        if (Written == 0)
        {
            foreach (OutputFile file in encoder.Companions) AssetOutput.Write(Path.Combine(folder, file.Name), file.Bytes);
        }
        foreach (Drawn sample in samples)
        {
            ulong seed = sample.Seed;
            var map = new TileMap(size.Width, size.Height, sample.Levels!);
            AssetOutput.Write(MapFile(seed), encoder.Encode([new NamedMap($"map-{seed}", map, record(seed))], [], ""));
            if (pictures) ContactSheet.DrawMap(map, look).WritePng(PictureFile(seed));
            if (_onSheet.Count < shown) _onSheet.Add(map);
            Written++;
        }
    }

    /// <inheritdoc/>
    public override void Finish() => ContactSheet.Draw(_onSheet, look).WritePng(Sheet);

    private string MapFile(ulong seed) => Path.Combine(folder, $"map-{seed}{encoder.Extension}");

    private string PictureFile(ulong seed) => Path.Combine(folder, $"map-{seed}.png");
}
