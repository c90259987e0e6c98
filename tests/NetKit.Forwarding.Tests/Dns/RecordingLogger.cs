using System;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

internal sealed class RecordingLogger : ILogger<DnsService>
{
    private readonly BlockingCollection<string> _lines = [];

    public int Count => _lines.Count;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add($"{logLevel}: {formatter(state, exception)}");

    public string Next()
    {
        Assert.That(_lines.TryTake(out string? line, TimeSpan.FromSeconds(10)), Is.True, "Nothing was said within 10 s.");
        return line!;
    }
}
