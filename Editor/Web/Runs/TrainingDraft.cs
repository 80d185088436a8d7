using BfnProcGen.Editor.Commands;
using BfnProcGen.Models;
using BfnProcGen.Training;

namespace BfnProcGen.Editor.Web.Runs;

/// <summary>
/// The settings of a run that is yet to begin: some options, and what was changed of them, each as it would stand on the command line. What
/// the command line would refuse stays as it was entered, and changes nothing.
/// </summary>
public sealed class TrainingDraft
{
    private readonly TrainingArguments _arguments = new();
    private readonly EnteredOptions _entered;
    private readonly SortedDictionary<string, string> _changes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Value, string Error)> _refused = new(StringComparer.Ordinal);
    private TrainingOptions _base = new();

    /// <summary>The usual settings.</summary>
    public TrainingDraft() => _entered = new EnteredOptions(_arguments.All);

    /// <summary>Raised when something was entered.</summary>
    public event Action? Changed;

    /// <summary>Whether solvers are searched for at the end.</summary>
    public bool Searches { get; set; } = true;

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
        return _refused.TryGetValue(setting.Name, out (string Value, string Error) refused) ? refused.Value
            : _changes.GetValueOrDefault(setting.Name);
    }

    /// <summary>What is wrong with that, or null.</summary>
    public string? ErrorOf(TrainingSetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return _refused.TryGetValue(setting.Name, out (string Value, string Error) refused) ? refused.Error : null;
    }

    /// <summary>The settings that something is wrong with, in their order.</summary>
    public IReadOnlyList<TrainingSetting> Refused => [.. Settings.Where(setting => _refused.ContainsKey(setting.Name))];

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
        Take(setting.Name, value?.Trim() ?? "");
        // What didn't go with the former value may go with this one.
        foreach ((string name, (string entered, _)) in _refused.Where(other => other.Key != setting.Name).ToArray()) Take(name, entered);
        Changed?.Invoke();
        return ErrorOf(setting);
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
        _refused.Clear();
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
        return ["train", assets, .. settings, .. Searches ? (string[])[] : ["--no-search"], "-o", model];
    }

    private void Take(string name, string value)
    {
        var changes = new SortedDictionary<string, string>(_changes, StringComparer.Ordinal);
        if (value.Length == 0) changes.Remove(name);
        else changes[name] = value;
        try
        {
            Read(changes);
        }
        catch (BfnException e)
        {
            _refused[name] = (value, e.Message);
            return;
        }
        _refused.Remove(name);
        if (value.Length == 0) _changes.Remove(name);
        else _changes[name] = value;
    }

    private TrainingOptions Read(SortedDictionary<string, string> changes, TrainingOptions? from = null) => _entered.Read(
        EnteredOptions.Format(changes.Select(change => (change.Key, (string?)change.Value))), parsed => _arguments.Amend(parsed, from ?? _base));
}
