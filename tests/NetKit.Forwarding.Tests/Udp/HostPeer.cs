using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

/// <summary>A UDP program of the host, played by the test.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HostPeer : IDisposable
{
    private readonly DatagramReceiver _receiver = new(1);
    private readonly IPoller _poller;

    public HostPeer(IpAddress address, ushort port = 0, bool joins = false)
    {
        bool ipv6 = !address.IsV4;
        Assert.That(Sockets.Open(ipv6, SocketKind.Datagram, out Fd fd), Is.EqualTo(Errno.None));
        Fd = fd;
        Assert.That(Sockets.Bind(fd, new SocketEndpoint(address, port)), Is.EqualTo(Errno.None));
        Assert.That(Sockets.LocalEndpoint(fd, out SocketEndpoint at), Is.EqualTo(Errno.None));
        At = at;
        DatagramSockets.SetBuffers(fd, 4 << 20);
        _ = DatagramSockets.ReportTimeToLive(fd, ipv6);
        _ = DatagramSockets.ReportTrafficClass(fd, ipv6);
        if (joins)
        {
            Assert.That(DatagramSockets.JoinReceived(fd), Is.EqualTo(Errno.None));
        }

        Assert.That(Poller.TryCreate(out IPoller? poller), Is.EqualTo(Errno.None));
        _poller = poller!;
        Assert.That(_poller.AddLevel(fd, Readiness.Readable, 1), Is.EqualTo(Errno.None));
    }

    public Fd Fd { get; }

    public SocketEndpoint At { get; }

    public ReceivedDatagram Receive()
    {
        PollEvent[] events = new PollEvent[1];
        Assert.That(_poller.Wait(events, TimeSpan.FromSeconds(5)), Is.EqualTo(1), "Nothing came within 5 s.");
        Assert.That(_receiver.Receive(Fd), Is.EqualTo(IoResult.Moved(1)));
        return _receiver.Take(0);
    }

    public void Send(SocketEndpoint to, ReadOnlySpan<byte> payload, int segmentSize = 0)
    {
        DatagramTarget target = new(to) { SegmentSize = (ushort)segmentSize };
        Assert.That(DatagramSender.SendOne(Fd, target, payload), Is.EqualTo(IoResult.Moved(payload.Length)));
    }

    public void Dispose()
    {
        Sockets.Close(Fd);
        _poller.Dispose();
    }
}
