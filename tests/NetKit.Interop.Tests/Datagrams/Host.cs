using System;
using System.Runtime.Versioning;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Datagrams;

/// <summary>Sockets of this host for a test: on loopback, closed at its end.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Host : IDisposable
{
    private readonly IPoller _poller;

    public Host(bool ipv6)
    {
        Assert.That(Poller.TryCreate(out IPoller? poller), Is.EqualTo(Errno.None));
        _poller = poller!;
        IsIpv6 = ipv6;
        (First, FirstAt) = Open();
        (Second, SecondAt) = Open();
    }

    public bool IsIpv6 { get; }

    public IpAddress Loopback => IsIpv6 ? IpAddress.LoopbackV6 : IpAddress.LoopbackV4;

    public Fd First { get; }

    public SocketEndpoint FirstAt { get; }

    public Fd Second { get; }

    public SocketEndpoint SecondAt { get; }

    /// <summary>Waits until <see cref="Second"/>, or the given socket, has something to read, or an error.</summary>
    public void Await(Fd fd)
    {
        PollEvent[] events = new PollEvent[1];
        Assert.That(_poller.AddLevel(fd, Readiness.Readable, 1), Is.EqualTo(Errno.None));
        Assert.That(_poller.Wait(events, TimeSpan.FromSeconds(5)), Is.EqualTo(1), "Nothing came within 5 s.");
        _poller.Remove(fd);
    }

    public void Dispose()
    {
        Sockets.Close(First);
        Sockets.Close(Second);
        _poller.Dispose();
    }

    private (Fd Fd, SocketEndpoint At) Open()
    {
        Assert.That(Sockets.Open(IsIpv6, SocketKind.Datagram, out Fd fd), Is.EqualTo(Errno.None));
        Assert.That(Sockets.Bind(fd, new SocketEndpoint(Loopback, 0)), Is.EqualTo(Errno.None));
        Assert.That(Sockets.LocalEndpoint(fd, out SocketEndpoint at), Is.EqualTo(Errno.None));
        return (fd, at);
    }
}
