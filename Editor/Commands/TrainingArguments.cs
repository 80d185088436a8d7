using System.CommandLine;
using BfnProcGen.Training;
using BfnProcGen.Training.Data;
using BfnProcGen.Training.Losses;

namespace BfnProcGen.Editor.Commands;

/// <summary>The options that decide a training run: a file's (<c>--config</c>) or the defaults, changed by what stands on the command line.</summary>
internal sealed class TrainingArguments
{
    private readonly Option<string?> _config = new("--config") { Description = "JSON file of training options, such as the options.json of a run.", HelpName = "FILE" };
    private readonly List<(Option Option, Func<ParseResult, TrainingOptions, TrainingOptions> Apply)> _changes = [];

    public TrainingArguments()
    {
        Change<int>("--steps", "Optimiser steps.", (o, v) => o with { Steps = v });
        Change<double>("--minutes", "Stop after this many minutes, finished as it is then.", (o, v) => o with { TimeLimitMinutes = v });
        Change<int>("--batch", "Maps a step.", (o, v) => o with { Batch = v });
        Change<double>("--lr", "Highest learning rate.", (o, v) => o with { LearningRate = v });
        Change<string>("--crop", "Train on windows of this size, WIDTHxHEIGHT in tiles.", (o, v) => o with { Corpus = o.Corpus with { Crop = CropSize.Parse(v) } });
        Change<string>("--flip", "Mirror maps at random: x (left to right), y (top to bottom) or xy.", (o, v) => o with
        {
            Corpus = o.Corpus with { FlipHorizontally = v.Contains('x'), FlipVertically = v.Contains('y') },
        }, "x", "y", "xy");
        Change<double>("--validation", "Share of the files that is kept back for validation.", (o, v) => o with { Corpus = o.Corpus with { ValidationShare = v } });
        Change<ulong>("--seed", "Seed of everything random.", (o, v) => o with { Seed = v });
        Change<string>("--objective", "What is minimised: cross-entropy (better maps) or continuous-time (better likelihood).", (o, v) => o with
        {
            Objective = v == "continuous-time" ? Objective.ContinuousTime : Objective.CrossEntropy,
        }, "cross-entropy", "continuous-time");
        Change<int>("--channels", "Channels of the network's first level.", (o, v) => o with { Channels = v });
        Change<int[]>("--multipliers", "Channels of each level as multiples of the first: 1,2.", (o, v) => o with { Multipliers = v });
        Change<int>("--blocks", "Residual blocks a level.", (o, v) => o with { Blocks = v });
        Change<double>("--dropout", "Dropout in the residual blocks.", (o, v) => o with { Dropout = v });
        Change<double>("--beta1", "Total accuracy of the flow [default: by the number of tiles].", (o, v) => o with { FlowBeta1 = v });
        Change<double>("--known", "Share of the maps in which some tiles are given.", (o, v) => o with { KnownShare = v });
    }

    public IEnumerable<Option> All => _changes.Select(change => change.Option).Prepend(_config);

    /// <exception cref="RequestException">An option is outside its range.</exception>
    public TrainingOptions Read(ParseResult parsed)
    {
        try
        {
            TrainingOptions options = parsed.GetValue(_config) is { } path ? TrainingOptions.FromJson(ReadConfig(path)) : new TrainingOptions();
            foreach ((Option option, Func<ParseResult, TrainingOptions, TrainingOptions> apply) in _changes)
            {
                if (parsed.GetResult(option) is { Implicit: false }) options = apply(parsed, options);
            }
            options.Validate();
            return options;
        }
        catch (TrainingException e)
        {
            throw new RequestException(e.Message);
        }
    }

    private static string ReadConfig(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"--config: {e.Message}");
        }
    }

    private void Change<T>(string name, string description, Func<TrainingOptions, T, TrainingOptions> apply, params string[] allowed)
    {
        Option<T> option = typeof(T) == typeof(int[]) ? (Option<T>)(object)Arguments.List(name, description) : new Option<T>(name) { Description = description };
        if (allowed.Length > 0) option.AcceptOnlyFromAmong(allowed);
        _changes.Add((option, (parsed, options) => apply(options, parsed.GetRequiredValue(option))));
    }
}
