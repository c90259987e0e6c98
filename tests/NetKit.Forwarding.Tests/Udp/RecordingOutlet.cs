using System;
using System.Collections.Concurrent;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

/// <summary>The container's side of a test: remembers what it gets, in order.</summary>
internal sealed class RecordingOutlet : IDatagramOutlet
{
    private readonly BlockingCollection<Delivery> _deliveries = [];

    /// <summary>False while a test counts allocations.</summary>
    public bool Records { get; set; } = true;

    public int Count => _deliveries.Count;

    /// <summary>Waits for the next thing.</summary>
    public Delivery Next()
    {
        Assert.That(_deliveries.TryTake(out Delivery? delivery, TimeSpan.FromSeconds(5)), Is.True, "Nothing came within 5 s.");
        return delivery!;
    }

    public void SendUdp(in UdpDatagram datagram)
    {
        if (Records)
        {
            _deliveries.Add(new Delivery(
                new SocketEndpoint(datagram.Source, datagram.SourcePort),
                new SocketEndpoint(datagram.Destination, datagram.DestinationPort),
                datagram.Payload.ToArray())
            {
                SegmentSize = datagram.SegmentSize,
                TrafficClass = datagram.TrafficClass,
            });
        }
    }

    public void SendUdpError(in UdpFlow original, in IcmpReport report) => _deliveries.Add(new Delivery(
        new SocketEndpoint(original.Source, original.SourcePort),
        new SocketEndpoint(original.Destination, original.DestinationPort),
        original.Payload.ToArray())
    {
        Error = report,
    });

    public void SendEchoReply(
        IpAddress from, IpAddress to, ushort identifier, ushort sequence, byte timeToLive, ReadOnlySpan<byte> payload) =>
        _deliveries.Add(new Delivery(new SocketEndpoint(from, 0), new SocketEndpoint(to, 0), payload.ToArray())
        {
            Identifier = identifier,
            Sequence = sequence,
            TimeToLive = timeToLive,
        });

    public void SendEchoError(in EchoFlow original, in IcmpReport report) => _deliveries.Add(new Delivery(
        new SocketEndpoint(original.Source, 0), new SocketEndpoint(original.Destination, 0), original.Payload.ToArray())
    {
        Error = report,
        Identifier = original.Identifier,
        Sequence = original.Sequence,
    });
}
