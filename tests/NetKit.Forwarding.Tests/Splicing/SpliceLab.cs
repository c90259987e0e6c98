using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Splicing;
using NetKit.Forwarding.Tcp;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using HostSockets = NetKit.Interop.Sockets;

namespace NetKit.Forwarding.Tests.Splicing;

/// <summary>A <see cref="SpliceForwarder"/> on a loop of its own, between clients and services of this machine's loopback.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SpliceLab : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly EventLoop _loop = new("splice-test");
    private readonly SpliceForwarder _forwarder;
    private readonly Fd _port;

    public SpliceLab(int capacity = 100)
    {
        Assert.That(NamespaceSockets.TryOpen(null, [], out NamespaceSockets? sockets), Is.Null);
        _forwarder = new SpliceForwarder(_loop, sockets!, capacity, Tcp, ThroughStack.Enqueue, new SpliceLog(NullLogger.Instance));
        Assert.That(HostSockets.Open(false, SocketKind.Stream, out _port), Is.EqualTo(Errno.None));
        Assert.That(HostSockets.Bind(_port, new SocketEndpoint(IpAddress.LoopbackV4, 0)), Is.EqualTo(Errno.None));
        Assert.That(HostSockets.Listen(_port, 100), Is.EqualTo(Errno.None));
        _loop.Start();
    }

    public TcpForwarderCounters Tcp { get; } = new();

    /// <summary>Clients that it gave back.</summary>
    public ConcurrentQueue<PortClient> ThroughStack { get; } = new();

    public static Socket Listen()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    public static SocketEndpoint At(Socket socket) => new(IpAddress.LoopbackV4, (ushort)((IPEndPoint)socket.LocalEndPoint!).Port);

    /// <summary>A port of this machine where nobody listens.</summary>
    public static SocketEndpoint Nobody()
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return At(silent);
    }

    /// <summary>A client of the published port, which leads to <paramref name="container"/>.</summary>
    public Socket Connect(SocketEndpoint container, SocketEndpoint? other = null)
    {
        Assert.That(HostSockets.LocalEndpoint(_port, out SocketEndpoint here), Is.EqualTo(Errno.None));
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Limit.TotalMilliseconds,
        };
        client.Connect(new IPEndPoint(IPAddress.Loopback, here.Port));
        Assert.That(Files.WaitReadable(_port, Limit), Is.True);
        Assert.That(HostSockets.Accept(_port, out Fd accepted, out SocketEndpoint peer), Is.EqualTo(Errno.None));
        PortClient lead = new(accepted, peer, IpAddress.LoopbackV4, container, other, null);
        _ = OnLoop(forwarder =>
        {
            forwarder.Lead(lead);
            return true;
        });
        return client;
    }

    /// <summary>A client, and the service's end of its connection.</summary>
    public (Socket Client, Socket Service) Pair()
    {
        using Socket listener = Listen();
        Socket client = Connect(At(listener));
        Socket service = listener.Accept();
        service.ReceiveTimeout = (int)Limit.TotalMilliseconds;
        return (client, service);
    }

    public T OnLoop<T>(Func<SpliceForwarder, T> look)
    {
        System.Threading.Tasks.Task<T> task = _loop.RunAsync(() => look(_forwarder));
        Assert.That(task.Wait(Limit), Is.True);
        return task.Result;
    }

    /// <summary>Waits for what the loop comes to.</summary>
    public void WaitFor(Func<SpliceForwarder, bool> condition, string what) =>
        Assert.That(() => OnLoop(condition), Is.True.After((int)Limit.TotalMilliseconds, 5), what);

    public void Dispose()
    {
        _ = OnLoop(forwarder =>
        {
            forwarder.Dispose();
            return true;
        });
        _loop.Dispose();
        HostSockets.Close(_port);
    }
}
