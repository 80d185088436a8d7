using System.CommandLine;
using System.Globalization;
using BfnProcGen.Dungeon.Generating;

namespace BfnProcGen.Dungeon;

/// <summary>The command line of the game.</summary>
internal sealed class GameArguments
{
    private const int MostFrames = 10_000_000;

    private readonly Option<string?> _rooms = File("--rooms", "Model of rooms, instead of the one that comes with the game.");
    private readonly Option<string?> _monsters = File("--monsters", "Model of monsters, likewise.");
    private readonly Option<string?> _names = File("--names", "Model of names, likewise.");
    private readonly Option<ulong> _seed = new("--seed") { Description = "The dungeon.", DefaultValueFactory = _ => 7, HelpName = "N" };
    private readonly Option<int> _steps = Whole("--steps", "Network evaluations of a room.", 8, 1, GameGenerators.MostSteps);
    private readonly Option<double> _budget = new("--budget")
    {
        Description = "Milliseconds of a frame that models may take on the device.", DefaultValueFactory = _ => 2, HelpName = "MS",
    };
    private readonly Option<string?> _save = File("--save", "Where games are saved, with F5.");
    private readonly Option<bool> _load = new("--load") { Description = "Goes on where the game was saved." };
    private readonly Option<bool> _headless = new("--headless") { Description = "Draws without a window, as fast as it can." };
    private readonly Option<int> _frames = Whole("--frames", "Ends after so many frames.", 0, 0, MostFrames);
    private readonly Option<string?> _script = File("--script", "Plays a script instead of reading keys.");
    private readonly Option<string?> _screenshot = File("--screenshot", "Writes the last picture to a PNG file.");
    private readonly Option<int> _scale = Whole("--scale", "Repeats every pixel so often each way.", 2, 1, 8);
    private readonly Option<bool> _measure = new("--measure")
    {
        Description = "Plays the script a second time through the same rooms with the models at rest, and prints frame times side by side.",
    };
    private readonly Option<bool> _validation = new("--validation")
    {
        Description = "Has the Vulkan validation layer watch; a message is an error.",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Prints one JSON document at the end." };

    /// <summary>Runs the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="play">Plays a game.</param>
    /// <param name="output">For help.</param>
    /// <param name="error">For mistakes.</param>
    public int Run(IReadOnlyList<string> args, Func<GameOptions, int> play, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("An endless dungeon, drawn by three models while it is played. Arrows or WASD walk; the other keys are "
            + "on the screen.")
        {
            _rooms, _monsters, _names, _seed, _steps, _budget, _save, _load, _headless, _frames, _script, _screenshot, _scale, _measure,
            _validation, _json,
        };
        root.HelpName = "bfn game";
        root.SetAction(parsed => play(Options(parsed)));
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (string message in result.Errors.Select(mistake => mistake.Message).Distinct()) error.WriteLine(message);
            error.WriteLine("'bfn game --help' shows what can be asked for.");
            return (int)GameExit.Usage;
        }
        return result.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    private GameOptions Options(ParseResult parsed)
    {
        var usual = new GameOptions();
        double budget = parsed.GetValue(_budget);
        if (!(budget is >= 0 and <= 1000))
            throw new GameException(GameExit.Usage, $"--budget must be 0 to 1000 milliseconds, not {budget}.");
        var options = new GameOptions
        {
            Rooms = parsed.GetValue(_rooms) ?? usual.Rooms, Monsters = parsed.GetValue(_monsters) ?? usual.Monsters,
            Names = parsed.GetValue(_names) ?? usual.Names, Seed = parsed.GetValue(_seed), Steps = parsed.GetValue(_steps),
            Budget = TimeSpan.FromMilliseconds(budget), Save = parsed.GetValue(_save) ?? usual.Save, IsLoaded = parsed.GetValue(_load),
            IsHeadless = parsed.GetValue(_headless), Frames = parsed.GetValue(_frames) is > 0 and var frames ? frames : null,
            Script = parsed.GetValue(_script), Screenshot = parsed.GetValue(_screenshot), Scale = parsed.GetValue(_scale),
            IsMeasured = parsed.GetValue(_measure), Validation = parsed.GetValue(_validation), Json = parsed.GetValue(_json),
        };
        if (options.IsHeadless && options is { Frames: null, Script: null })
            throw new GameException(GameExit.Usage, "--headless needs an end: --frames N, or --script FILE.");
        if (options is { IsMeasured: true, Frames: null, Script: null })
            throw new GameException(GameExit.Usage, "--measure plays the same twice: give it --script FILE, or --frames N.");
        return options;
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    private static Option<int> Whole(string name, string description, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [var given, ..]) return;
            bool isNumber = int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            if (!isNumber || number < least || number > most)
                result.AddError($"{name} must be a whole number from {least} to {most}, not '{given.Value}'.");
        });
        return option;
    }
}
