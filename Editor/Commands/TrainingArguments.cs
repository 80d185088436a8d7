using System.CommandLine;
using System.Globalization;
using BfnProcGen.AssetFiles;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;

namespace BfnProcGen.Editor.Commands;

/// <summary>
/// The options that decide a training run: the paper's or a file's (<c>--config</c>) or the defaults, changed by what stands on the command line.
/// </summary>
internal sealed class TrainingArguments
{
    private readonly Option<string?> _config =
        Arguments.Path("--config", $"The paper's settings ({Names}), or a JSON file of training options, such as the options.json of a run.",
            "NAME|FILE");

    private static string Names => string.Join(", ", PublishedConfigurations.ByName.Keys);

    // The help names the defaults.
    private static readonly TrainingOptions Usual = new();

    private readonly KindArgument _kind = new();
    private readonly List<TrainingSetting> _changes = [];

    public TrainingArguments()
    {
        _changes.Add(new TrainingSetting(_kind.Option, false, (parsed, options) => options with { Kind = _kind.Read(parsed) },
            options => KindArgument.NameOf(options.Kind)) { Allowed = ["auto", "maps", "images", "text"] });
        Amend<int>("--steps", $"Optimiser steps [default: 30,000 of text, 6,400 of maps and images].", (o, v) => o with { Steps = v }, o => o.Steps);
        Amend<string>("--minutes",
            $"Stop after this many minutes, finished as it is then; none for no limit [default: {Usual.TimeLimitMinutes}].",
            (o, v) => o with { TimeLimitMinutes = Minutes(v) }, o => o.TimeLimitMinutes is { } minutes ? Number(minutes) : "none");
        Amend<int>("--at-once", "Items in memory at once; larger batches are taken in parts [default: all of them].",
            (o, v) => o with { ItemsAtOnce = v }, o => o.ItemsAtOnce);
        Amend<double>("--lr", $"Highest learning rate [default: 0.003 of text, 0.002 of maps and images].", (o, v) => o with { LearningRate = v },
            o => o.LearningRate);
        Amend<int>("--validate-every",
            $"Steps between two validations, lines of the log and looks at some samples [default: {Usual.ValidationInterval}].",
            (o, v) => o with { ValidationInterval = v }, o => o.ValidationInterval);
        Amend<int>("--save-every", $"Steps between two checkpoints, which is what a crash can lose [default: {Usual.CheckpointInterval}].",
            (o, v) => o with { CheckpointInterval = v }, o => o.CheckpointInterval);
        Change<int>("--batch", "Items a step [default: 128 texts, 64 maps or images].", (o, v) => o with { Batch = v }, o => o.Batch);
        Change<string>("--crop", "Maps and images: train on windows of this size, WIDTHxHEIGHT in tiles or pixels.",
            (o, v) => o with { Corpus = o.Corpus with { Crop = CropSize.Parse(v) } }, o => o.Corpus.Crop?.ToString());
        Change<string>("--flip", "Maps and images: mirror at random, x (left to right), y (top to bottom) or xy [default: not at all].",
            (o, v) => o with
            {
                Corpus = o.Corpus with { FlipHorizontally = v.Contains('x'), FlipVertically = v.Contains('y') },
            }, o => (o.Corpus.FlipHorizontally ? "x" : "") + (o.Corpus.FlipVertically ? "y" : "") is { Length: > 0 } flips ? flips : null,
            "x", "y", "xy");
        Change<string>("--text-column", "Text: the column or JSON field that holds it.",
            (o, v) => o with { Text = o.Text with { TextColumn = v } }, o => o.Text.TextColumn);
        Change<string>("--label-column", "Text: the column or JSON field that holds its class.",
            (o, v) => o with { Text = o.Text with { LabelColumn = v } }, o => o.Text.LabelColumn);
        Change<int>("--length",
            "Text: the longest item in characters; longer ones are left out [default: the longest there is, at most 256].",
            (o, v) => o with { Text = o.Text with { Length = v } }, o => o.Text.Length);
        Change<int>("--window", "Text: learn running text in windows of so many characters.",
            (o, v) => o with { Text = o.Text with { Window = v } }, o => o.Text.Window);
        Change<int>("--characters", $"Text: the most different characters [default: {Usual.Text.MostCharacters}].",
            (o, v) => o with { Text = o.Text with { MostCharacters = v } }, o => o.Text.MostCharacters);
        Change<string>("--parameterisation",
            "Images: what a pixel is to the model [default: auto, by their colours; 'bfn check' says what and why].",
            (o, v) => o with
            {
                Image = o.Image with { Parameterisation = Enum.Parse<Parameterisation>(v, ignoreCase: true) },
            }, o => Word(o.Image.Parameterisation), "auto", "palette", "discretised", "continuous");
        Change<string>("--fit", "Images of other sizes than the commonest: skip them, pad all or crop all [default: skip].",
            (o, v) => o with
            {
                Image = o.Image with { Fit = Enum.Parse<ImageFit>(v, ignoreCase: true) },
            }, o => Word(o.Image.Fit), "skip", "pad", "crop");
        Change<int>("--colours", $"Images: the most colours of a palette [default: {Usual.Image.Colours}].",
            (o, v) => o with { Image = o.Image with { Colours = v } }, o => o.Image.Colours);
        Change<int>("--bins", $"Images: levels of each channel of discretised data [default: {Usual.Image.Bins}].",
            (o, v) => o with { Image = o.Image with { Bins = v } }, o => o.Image.Bins);
        Change<bool>("--binarise", "Images: draw every pixel as black or white anew, by its brightness [default: for IDX files].",
            (o, v) => o with
            {
                Image = o.Image with { Binarise = v },
            }, o => o.Image.Binarise is { } binarise ? Word(binarise) : null);
        Change<double>("--validation",
            "Share of the files or lines, or of the end of running text, that is kept back for validation and for 'bfn eval' "
            + $"[default: {Usual.Corpus.ValidationShare}].",
            (o, v) => o with { Corpus = o.Corpus with { ValidationShare = v } }, o => o.Corpus.ValidationShare);
        Change<ulong>("--seed", "Seed of everything random.", (o, v) => o with { Seed = v }, o => o.Seed);
        Change<string>("--objective",
            "What is minimised: cross-entropy (better samples, the default) or continuous-time (better likelihood).",
            (o, v) => o with { Objective = v == "continuous-time" ? Objective.ContinuousTime : Objective.CrossEntropy },
            o => o.Objective == Objective.ContinuousTime ? "continuous-time" : "cross-entropy", "cross-entropy", "continuous-time");
        Change<double>("--time-power",
            "Times are drawn as u^this in training: above 1 learns more of early times, where outputs are still open [default: 1.5]; nothing to "
            + "what takes turns (--rolling) and to --objective continuous-time.",
            (o, v) => o with { TimePower = v }, o => o.TimePower);
        Change<int>("--channels",
            "Channels of the network: of a U-Net's first level, for maps and images [default: 32], of all of a transformer, for text "
            + "[default: 64].",
            (o, v) => o with { Channels = v }, o => o.Channels);
        Change<int[]>("--multipliers",
            "Maps and images: channels of each level as multiples of the first, such as 1,2 [default: 1,2,2,…, by the size].",
            (o, v) => o with { Multipliers = v }, o => o.Multipliers is null ? null : string.Join(',', o.Multipliers));
        Change<int>("--blocks", "Maps and images: residual blocks a level [default: 1]; text: blocks of the transformer [default: 4].",
            (o, v) => o with { Blocks = v }, o => o.Blocks);
        Change<double>("--dropout", "Dropout in the blocks [default: 0.1 of lines of text, none of windows (--window), 0.15 of maps and images].",
            (o, v) => o with { Dropout = v }, o => o.Dropout);
        Change<double>("--beta1", "Total accuracy of the flow of tiles, palette colours and characters [default: by their number].",
            (o, v) => o with { FlowBeta1 = v }, o => o.FlowBeta1);
        Change<double>("--rolling",
            "Tiles, palette pixels or characters under way at once, one after the other in the order of reading: 1 draws each when those before it are "
            + "known, 0 all together [default: a sixteenth of a text, at least 1; 0 of anything else].",
            (o, v) => o with { RollingWidth = v }, o => o.RollingWidth);
        Change<double>("--known", "Share of the items in which some tiles, pixels or characters are given [default: 0.1 of texts, 0.3 of maps and images].",
            (o, v) => o with { KnownShare = v }, o => o.KnownShare);
    }

    /// <summary>All but <c>--config</c>, with what they are in a run's options.</summary>
    public IReadOnlyList<TrainingSetting> Settings => _changes;

    public IEnumerable<Option> All => _changes.Select(change => change.Option).Prepend(_config);

    /// <summary>What a run has decided once and for all; the others may be changed when it is resumed.</summary>
    public IEnumerable<Option> Decided => _changes.Where(change => !change.Amends).Select(change => change.Option).Prepend(_config);

    /// <summary>The options of a new run.</summary>
    /// <exception cref="RequestException">An option is outside its range.</exception>
    public TrainingOptions Read(ParseResult parsed) => Checked(() =>
        Amend(parsed, parsed.GetValue(_config) is { } path ? ReadConfig(path) : new TrainingOptions()));

    /// <summary>A run's options, changed by what stands on the command line.</summary>
    /// <exception cref="RequestException">An option is outside its range.</exception>
    public TrainingOptions Amend(ParseResult parsed, TrainingOptions options) => Checked(() =>
    {
        TrainingOptions amended = options;
        foreach (TrainingSetting setting in _changes)
        {
            if (parsed.GetResult(setting.Option) is { Implicit: false }) amended = setting.Apply(parsed, amended);
        }
        amended.Validate();
        return amended;
    });

    private static TrainingOptions Checked(Func<TrainingOptions> options)
    {
        try
        {
            return options();
        }
        catch (TrainingException e)
        {
            throw new RequestException(e.Message);
        }
    }

    private static double? Minutes(string text) =>
        text == "none" ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double minutes) ? minutes
        : throw new RequestException($"--minutes must be a number of minutes or 'none', not '{text}'.");

    private static TrainingOptions ReadConfig(string path)
    {
        if (PublishedConfigurations.ByName.TryGetValue(path, out TrainingOptions? published)) return published;
        try
        {
            return TrainingOptions.FromJson(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TrainingException)
        {
            throw new RequestException($"--config {path}: {e.Message}" + (e is FileNotFoundException ? $" The names are {Names}." : ""));
        }
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : notnull => value.ToString()!.ToLowerInvariant();

    private void Amend<T>(string name, string description, Func<TrainingOptions, T, TrainingOptions> apply, Func<TrainingOptions, object?> read) =>
        Add(name, description, true, apply, read, []);

    private void Change<T>(string name, string description, Func<TrainingOptions, T, TrainingOptions> apply, Func<TrainingOptions, object?> read,
        params string[] allowed) => Add(name, description, false, apply, read, allowed);

    private void Add<T>(string name, string description, bool amends, Func<TrainingOptions, T, TrainingOptions> apply,
        Func<TrainingOptions, object?> read, string[] allowed)
    {
        Option<T> option = typeof(T) == typeof(int[])
            ? (Option<T>)(object)Arguments.List(name, description)
            : new Option<T>(name) { Description = description };
        if (allowed.Length > 0) option.AcceptOnlyFromAmong(allowed);
        _changes.Add(new TrainingSetting(option, amends, (parsed, options) => apply(options, parsed.GetRequiredValue(option)),
            options => read(options) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null)
        {
            Allowed = typeof(T) == typeof(bool) ? ["true", "false"] : allowed,
        });
    }
}
