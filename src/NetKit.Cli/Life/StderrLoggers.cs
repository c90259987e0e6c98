using System;
using System.IO;
using Microsoft.Extensions.Logging;

namespace NetKit.Cli.Life;

/// <summary>
/// Log lines on stderr, each a sentence after the program's name. No threads, no configuration: it costs nothing to start.
/// </summary>
internal sealed class StderrLoggers(TextWriter error, LogLevel least) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    /// <summary>There is one provider, this one.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log goes to stderr only.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string cause = exception is null ? string.Empty : $" ({exception})";
        lock (error)
        {
            error.WriteLine($"netkit: {formatter(state, exception)}{cause}");
        }
    }

    public void Dispose()
    {
    }
}
