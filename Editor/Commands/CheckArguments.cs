using System.CommandLine;
using System.Globalization;
using BfnProcGen.Checks;
using BfnProcGen.Maps;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options of <c>bfn sample</c> that say what a whole map must meet.</summary>
internal sealed class CheckArguments
{
    private readonly Option<string[]> _exactly = Count("--exactly", "exactly so many cells with a tile");
    private readonly Option<string[]> _atLeast = Count("--at-least", "at least so many");
    private readonly Option<string[]> _atMost = Count("--at-most", "at most so many");

    private readonly Option<string[]> _connected = Repeated("--connected",
        "Maps: all cells with these tiles, such as doors, reach each other over such cells and over the tiles after the colon.",
        "TILE,…:TILE,…");

    private readonly Option<int> _redraws = Arguments.Whole("--redraws",
        "Maps: how often, at most, the part of a map that fails such a check is drawn anew.",
        new MapRequest(new SampleRequest()).Redraws, 0, MapRequest.MostRedraws);

    public IEnumerable<Option> All => [_exactly, _atLeast, _atMost, _connected, _redraws];

    /// <summary>How often a part of a map may be drawn anew.</summary>
    public int Redraws(ParseResult parsed) => parsed.GetValue(_redraws);

    /// <summary>The checks that were asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="tiles">The model's tiles.</param>
    /// <param name="wrap">Where maps go on at the other edge.</param>
    /// <exception cref="RequestException">A check can't be read, or the model doesn't know a tile.</exception>
    public IReadOnlyList<MapCheck> Read(ParseResult parsed, IReadOnlyList<Tile> tiles, Wrap wrap)
    {
        MapCheck[] checks =
        [
            .. Counts(_exactly, MapCheck.Exactly), .. Counts(_atLeast, MapCheck.AtLeast), .. Counts(_atMost, MapCheck.AtMost),
            .. Values(_connected).Select(Connected),
        ];
        return checks.Length > 0 || parsed.GetResult(_redraws) is not { Implicit: false }
            ? checks
            : throw new RequestException($"{_redraws.Name} needs something to meet: --exactly, --at-least, --at-most or --connected.");

        IEnumerable<string> Values(Option<string[]> option) => parsed.GetValue(option) ?? [];

        IEnumerable<MapCheck> Counts(Option<string[]> option, Func<int, TileChoice, MapCheck> check) => Values(option).Select(given =>
            given.Split(':', 2) is [var number, { Length: > 0 } tile]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                ? check(count, Known(tile))
                : throw new RequestException($"{option.Name} takes a number, a colon and a tile, as in 2:chest, not '{given}'."));

        MapCheck Connected(string given) => given.Split(':', 2) is [var ends, var ways] && Names(ends) is { Length: > 0 } tiles
            ? MapCheck.Connected(tiles, Names(ways), wrap)
            : throw new RequestException(
                $"{_connected.Name} takes tiles, a colon, and what can be walked on besides, as in door:floor,bridge, not '{given}'.");

        TileChoice[] Names(string list) =>
            [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Known)];

        TileChoice Known(string tile)
        {
            TileChoice choice = tile;
            _ = choice.IndexIn(tiles);
            return choice;
        }
    }

    private static Option<string[]> Count(string name, string what) => Repeated(name, $"Maps: {what}; may be given several times.", "N:TILE");

    private static Option<string[]> Repeated(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.OneOrMore };
}
