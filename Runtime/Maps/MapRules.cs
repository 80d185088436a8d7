using BfnProcGen.Models;

namespace BfnProcGen.Maps;

/// <summary>
/// What a tile map must keep to, cell by cell: known tiles, banned tiles, weights. Each call returns new rules with one more; they apply in
/// their order, so that what is known later replaces what was known before.
/// </summary>
/// <remarks>
/// Known cells are kept exactly, and banned tiles never appear. Rules that want both of a cell contradict each other and are refused, as
/// are cells in which everything is banned, before anything is drawn.
/// </remarks>
public sealed class MapRules
{
    private readonly IReadOnlyList<Action<RuleSheet>> _rules;

    private MapRules(IReadOnlyList<Action<RuleSheet>> rules) => _rules = rules;

    /// <summary>No rules, to begin with.</summary>
    public static MapRules None { get; } = new([]);

    /// <summary>A cell is a tile.</summary>
    public MapRules Know(int x, int y, TileChoice tile) => With(sheet => sheet.Know(new CellArea(x, y, 1, 1), tile));

    /// <summary>All cells of an area are a tile.</summary>
    public MapRules Know(CellArea area, TileChoice tile) => With(sheet => sheet.Know(area, tile));

    /// <summary>
    /// A map is kept but for some areas, which are drawn anew; without areas all of it is kept. Cells of the areas that are known by rules
    /// before this one stay known.
    /// </summary>
    public MapRules Keep(TileMap map, params IReadOnlyList<CellArea> except)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(except);
        return With(sheet => sheet.Keep(map, except));
    }

    /// <summary>A tile never appears in some areas; without areas nowhere.</summary>
    public MapRules Ban(TileChoice tile, params IReadOnlyList<CellArea> areas) => With(sheet => sheet.Weigh(tile, 0, areas));

    /// <summary>
    /// A tile gets more or less likely in some areas, without areas everywhere: its odds are multiplied by a weight at every evaluation of
    /// the network. Since each estimate builds on the one before, the map shows the effect more strongly than a single factor would; 2 is
    /// much, and 0 bans the tile.
    /// </summary>
    public MapRules Weigh(TileChoice tile, double weight, params IReadOnlyList<CellArea> areas)
    {
        if (!(weight >= 0 && double.IsFinite(weight))) throw new RequestException($"A tile's weight must be 0 or more, not {weight}.");
        return With(sheet => sheet.Weigh(tile, weight, areas));
    }

    /// <summary>What is known and how outputs are biased, on top of what is given.</summary>
    /// <exception cref="RequestException">
    /// The model makes no tile maps, doesn't know a tile, has another size, or rules contradict each other; says where.
    /// </exception>
    internal (short[]? Known, float[]? Bias) Apply(Model model, short[]? known, float[]? bias)
    {
        if (_rules.Count == 0) return (known, bias);
        var sheet = new RuleSheet(model, known, bias);
        foreach (Action<RuleSheet> rule in _rules) rule(sheet);
        sheet.CheckContradictions();
        return (sheet.Known, sheet.Bias);
    }

    private MapRules With(Action<RuleSheet> rule) => new([.. _rules, rule]);
}
