namespace BfnProcGen.Maps;

/// <summary>
/// A tile that is meant: by its index in the model, or by a text, which is its symbol or else its name. Both convert by themselves:
/// <c>"water"</c>, <c>"~"</c>, <c>4</c>.
/// </summary>
public readonly record struct TileChoice
{
    private readonly string? _text;
    private readonly int _index;

    private TileChoice(string? text, int index) => (_text, _index) = (text, index);

    /// <summary>By symbol or name.</summary>
    public static implicit operator TileChoice(string text) => FromString(text);

    /// <summary>By index.</summary>
    public static implicit operator TileChoice(int index) => FromInt32(index);

    /// <summary>By symbol or name.</summary>
    public static TileChoice FromString(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new TileChoice(text, 0);
    }

    /// <summary>By index.</summary>
    public static TileChoice FromInt32(int index) => new(null, index);

    /// <summary>The tile's index.</summary>
    /// <exception cref="RequestException">There is no such tile, or several have the name; says which there are.</exception>
    public int IndexIn(IReadOnlyList<Tile> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (_text is not { } text)
        {
            int index = _index;
            return index >= 0 && index < tiles.Count
                ? index
                : throw new RequestException($"There is no tile {index}, only 0 to {tiles.Count - 1}.");
        }
        int[] found = Find(tile => tile.Symbol == text);
        if (found.Length == 0) found = Find(tile => tile.Name == text);
        return found switch
        {
            [var only] => only,
            [] => throw new RequestException($"There is no tile '{text}', only {string.Join(", ", tiles.Select(Shown))}."),
            _ => throw new RequestException($"{found.Length} tiles are called '{text}': name one by its symbol, "
                + $"{string.Join(" or ", found.Select(i => tiles[i].Symbol))}."),
        };

        int[] Find(Func<Tile, bool> isMeant) => [.. Enumerable.Range(0, tiles.Count).Where(i => isMeant(tiles[i]))];
    }

    /// <summary>How a tile is called in messages: its name and symbol.</summary>
    internal static string Shown(Tile tile) => tile.Name is null ? $"'{tile.Symbol}'" : $"{tile.Name} '{tile.Symbol}'";

    /// <inheritdoc/>
    public override string ToString() => _text ?? $"tile {_index}";
}
