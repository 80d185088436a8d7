using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace BfnProcGen.Batches;

/// <summary>
/// Where a command reads its interruption from and writes to: results to the output, everything else to the error stream. Control
/// characters in what is written are shown, not obeyed (<see cref="SafeText"/>).
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, CancellationToken interrupt)
{
    /// <summary>How this program writes JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public TextWriter Output { get; } = SafeText.Over(output);

    public TextWriter Error { get; } = SafeText.Over(error);

    public CancellationToken Interrupt { get; } = interrupt;

    /// <summary>Tables and text for people, on the output.</summary>
    public IAnsiConsole Screen { get; } = Create(output);

    /// <summary>Progress, on the error stream, so that the output can be piped.</summary>
    public IAnsiConsole Progress { get; } = Create(error);

    /// <summary>Writes one JSON document to the output.</summary>
    public void WriteJson(object value) => Output.WriteLine(JsonSerializer.Serialize(value, Json));

    private static IAnsiConsole Create(TextWriter writer)
    {
        const int WidthOfFiles = 160;
        var target = new AnsiConsoleOutput(writer);
        var settings = new AnsiConsoleSettings { Out = target };
        if (!target.IsTerminal) (settings.Ansi, settings.ColorSystem) = (AnsiSupport.No, ColorSystemSupport.NoColors);
        IAnsiConsole console = AnsiConsole.Create(settings);
        if (!target.IsTerminal) console.Profile.Width = WidthOfFiles;
        console.Pipeline.Attach(SafeText.Hook);
        return console;
    }
}
