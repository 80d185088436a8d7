using Microsoft.AspNetCore.Http;

namespace BfnProcGen.Editor.Web.Access;

/// <summary>Tells in the terminal what was refused.</summary>
internal sealed class RefusalLog(Terminal terminal)
{
    // Whoever sends a million bad requests must not fill a disk with lines about them.
    private const int MostLines = 200, LongestLine = 300;

    private int _lines;

    /// <summary>A request.</summary>
    public void Add(HttpContext context, string reason) =>
        Add($"{context.Request.Method} {context.Request.Path} from {context.Connection.RemoteIpAddress}: {reason}");

    /// <summary>Anything.</summary>
    public void Add(string what)
    {
        int line = Interlocked.Increment(ref _lines);
        if (line > MostLines) return;
        string text = $"Refused: {what}".ReplaceLineEndings(" ");
        lock (terminal)
        {
            terminal.Error.WriteLine(text.Length > LongestLine ? text[..LongestLine] + "…" : text);
            if (line == MostLines) terminal.Error.WriteLine("Further refusals are not listed.");
        }
    }
}
