using System;
using System.Collections.Concurrent;
using NetKit.Forwarding.Loop;
using NetKit.Interop;

namespace NetKit.Forwarding.Tests.Loop;

/// <summary>Notes what a loop reports of one descriptor.</summary>
internal sealed class Watcher : IReadyHandler, IDisposable
{
    private readonly BlockingCollection<Readiness> _events = [];

    public void OnReady(Readiness readiness) => _events.Add(readiness);

    /// <summary>The next report, or none within a second.</summary>
    public Readiness? Next() => _events.TryTake(out Readiness readiness, TimeSpan.FromSeconds(1)) ? readiness : null;

    public void Dispose() => _events.Dispose();
}
