using System;
using System.Threading;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>Holds up a server's thread until the test opens it.</summary>
internal sealed class ManualGate : IDisposable
{
    private readonly ManualResetEventSlim _opened = new();

    public void Open() => _opened.Set();

    public T Pass<T>(T value)
    {
        Assert.That(_opened.Wait(TimeSpan.FromSeconds(10)), Is.True, "Nobody opened the gate.");
        return value;
    }

    public void Dispose() => _opened.Dispose();
}
