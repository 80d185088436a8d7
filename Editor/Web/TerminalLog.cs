using Microsoft.Extensions.Logging;

namespace BfnProcGen.Editor.Web;

/// <summary>Takes errors of the web server to the terminal.</summary>
internal sealed class TerminalLog(Terminal terminal) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string message = formatter(state, exception);
        lock (terminal) terminal.Error.WriteLine(exception is null ? message : $"{message}\n{exception}");
    }

    public void Dispose()
    {
    }
}
