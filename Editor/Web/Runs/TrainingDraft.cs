using System.CommandLine;
using BfnProcGen.Editor.Commands;
using BfnProcGen.Models;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>
/// The settings of a run that is yet to begin: some options, and what was changed of them, each as it would stand on the command line. They
/// are read, and refused, by the command line's own parser.
/// </summary>
public sealed class TrainingDraft
{
    private readonly TrainingArguments _arguments = new();
    private readonly Command _command = new("train");
    private readonly SortedDictionary<string, string> _changes = new(StringComparer.Ordinal);
    private TrainingOptions _base = new();

    /// <summary>The usual settings.</summary>
    public TrainingDraft()
    {
        foreach (Option option in _arguments.All) _command.Add(option);
    }

    /// <summary>Raised when something was changed.</summary>
    public event Action? Changed;

    /// <summary>Everything that can be set.</summary>
    public IReadOnlyList<TrainingSetting> Settings => _arguments.Settings;

    /// <summary>The options as they are now.</summary>
    public TrainingOptions Options => Read(_changes);

    /// <summary>The setting of a name, without dashes.</summary>
    public TrainingSetting this[string name] => Settings.First(setting => setting.Name == name);

    /// <summary>What was entered for a setting, or null.</summary>
    public string? Entered(TrainingSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return _changes.GetValueOrDefault(setting.Name);
    }

    /// <summary>What holds for a setting that nothing was entered for; null where that follows from the assets.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="kind">What the assets are.</param>
    public string? Usual(TrainingSetting setting, AssetKind kind)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting.Read(_base.SettledFor(kind));
    }

    /// <summary>Enters a value, or takes one back.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="value">The value; null or nothing but spaces to take it back.</param>
    /// <returns>What is wrong with it; then nothing is changed. Null where it is right.</returns>
    public string? Enter(TrainingSetting setting, string? value)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var changes = new SortedDictionary<string, string>(_changes, StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(value)) changes.Remove(setting.Name);
        else changes[setting.Name] = value.Trim();
        try
        {
            Read(changes);
        }
        catch (BfnException e)
        {
            return e.Message;
        }
        _changes.Clear();
        foreach ((string name, string entered) in changes) _changes.Add(name, entered);
        Changed?.Invoke();
        return null;
    }

    /// <summary>Takes the options of a file, such as another run's <c>options.json</c>, in place of everything that was entered.</summary>
    /// <exception cref="TrainingException">The text is no set of options; says why.</exception>
    public void Import(string json)
    {
        TrainingOptions options = TrainingOptions.FromJson(json);
        options.Validate();
        Take(options);
    }

    /// <summary>Takes some options in place of everything that was entered.</summary>
    public void Take(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _base = options;
        _changes.Clear();
        Changed?.Invoke();
    }

    /// <summary>The arguments of <c>bfn train</c> that give these options.</summary>
    /// <param name="assets">The assets' path.</param>
    /// <param name="model">The model's path.</param>
    public IReadOnlyList<string> CommandLine(string assets, string model)
    {
        TrainingOptions options = Options, usual = new();
        SortedDictionary<string, string> said = new(StringComparer.Ordinal);
        foreach (TrainingSetting setting in Settings)
        {
            if (setting.Read(options) is { } value && value != setting.Read(usual)) said.Add(setting.Name, value);
        }
        // What has no option of its own is in the file that can be saved beside.
        bool isWhole = Read(said, usual).ToJson() == options.ToJson();
        string[] settings = isWhole ? [.. said.SelectMany(entry => new[] { $"--{entry.Key}", entry.Value })] : ["--config", "options.json"];
        return ["train", assets, .. settings, "-o", model];
    }

    private TrainingOptions Read(SortedDictionary<string, string> changes, TrainingOptions? from = null)
    {
        ParseResult parsed = _command.Parse([.. changes.Select(change => $"--{change.Key}={change.Value}")]);
        if (parsed.Errors.Count > 0) throw new RequestException(string.Join(" ", parsed.Errors.Select(error => error.Message).Distinct()));
        return _arguments.Amend(parsed, from ?? _base);
    }
}
