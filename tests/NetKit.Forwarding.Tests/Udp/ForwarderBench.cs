using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tests.Udp;

/// <summary>A running loop with a forwarder on it, a container that is only an address, and real sockets of the host around.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ForwarderBench : IDisposable
{
    private readonly EventLoop _loop = new("udp-test");
    private readonly DatagramEngine _engine;

    public ForwarderBench(bool ipv6 = false, UdpForwarderOptions? options = null)
    {
        Container = new SocketEndpoint(ipv6 ? Parse("fd00::100") : IpAddress.FromV4(10, 0, 2, 100), 0);
        Loopback = ipv6 ? IpAddress.LoopbackV6 : IpAddress.LoopbackV4;
        _engine = new DatagramEngine(_loop);
        Forwarder = new UdpForwarder(_engine, Outlet, options ?? new UdpForwarderOptions());
        _loop.Start();
    }

    public RecordingOutlet Outlet { get; } = new();

    public UdpForwarder Forwarder { get; }

    public UdpCounters Counters => Forwarder.Counters;

    /// <summary>The container's address; the port is the test's to choose.</summary>
    public SocketEndpoint Container { get; }

    public IpAddress Loopback { get; }

    public void Dispose()
    {
        OnLoop(Forwarder.Dispose);
        _loop.Dispose();
    }

    /// <summary>Sends from a port of the container, in a turn of its own.</summary>
    public void Send(ushort fromPort, SocketEndpoint to, ReadOnlySpan<byte> payload, byte timeToLive = 63, int segmentSize = 0)
    {
        byte[] copy = payload.ToArray();
        OnLoop(now => Forward(now, fromPort, to, copy, timeToLive, segmentSize));
    }

    public void Forward(Instant now, ushort fromPort, SocketEndpoint to, byte[] payload, byte timeToLive = 63, int segmentSize = 0) =>
        Forwarder.Forward(now, Datagram(fromPort, to, payload, timeToLive, segmentSize));

    public UdpDatagram Datagram(ushort fromPort, SocketEndpoint to, byte[] payload, byte timeToLive = 63, int segmentSize = 0) => new()
    {
        Source = Container.Address,
        SourcePort = fromPort,
        Destination = to.Address,
        DestinationPort = to.Port,
        TimeToLive = timeToLive,
        DontFragment = true,
        Payload = payload,
        SegmentSize = segmentSize,
    };

    public T OnLoop<T>(Func<Instant, T> work) => _loop.RunAsync(() => work(_loop.Now)).GetAwaiter().GetResult();

    public void OnLoop(Action<Instant> work) => OnLoop(now =>
    {
        work(now);
        return true;
    });

    public void OnLoop(Action work) => OnLoop(_ => work());

    /// <summary>Lets time pass for everything that ends when idle.</summary>
    public void Pass(TimeSpan span) => OnLoop(now => _ = Forwarder.OnTurn(now + span));

    internal static IpAddress Parse(string text) => IpAddress.TryParse(text, out IpAddress address)
        ? address
        : throw new ArgumentException($"{text} is not an address.", nameof(text));
}
