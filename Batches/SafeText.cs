using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BfnProcGen.Batches;

/// <summary>
/// Shows control characters instead of obeying them: what a model file or a file's name says about itself must not move the cursor,
/// hide lines or send commands to whoever reads it in a terminal.
/// </summary>
internal static class SafeText
{
    /// <summary>The text with control characters, but for tabs and ends of lines, written as <c>\u001b</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (IsUnsafe(c)) safe.Append($"\\u{(int)c:x4}");
            else safe.Append(c);
        }
        return safe.ToString();
    }

    /// <summary>A writer that hands on everything in this form.</summary>
    public static TextWriter Over(TextWriter writer) => new Writer(writer);

    /// <summary>The same for whatever is drawn on a console; its own commands for colours and bars stay.</summary>
    public static IRenderHook Hook { get; } = new SafeHook();

    // Marks that turn the direction of writing can disguise a text as well as an escape sequence can.
    private static bool IsUnsafe(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private sealed class Writer : TextWriter
    {
        private readonly TextWriter _to;

        public Writer(TextWriter to)
        {
            _to = to;
            CoreNewLine = ['\n'];
        }

        public override Encoding Encoding => _to.Encoding;

        public override void Write(char value) => _to.Write(Of(value.ToString()));

        public override void Write(string? value) => _to.Write(Of(value ?? ""));

        public override void Write(char[] buffer, int index, int count) => _to.Write(Of(new string(buffer, index, count)));

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void Flush() => _to.Flush();
    }

    private sealed class SafeHook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(renderable => new SafeRenderable(renderable));
    }

    private sealed class SafeRenderable(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(part => part.IsControlCode || !part.Text.Any(IsUnsafe) ? part : new Segment(Of(part.Text), part.Style));
    }
}
