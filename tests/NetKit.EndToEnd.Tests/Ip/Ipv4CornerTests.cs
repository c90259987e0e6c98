using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ip;

/// <summary>Fragments and options as the container's kernel sends them, when a program tells it exactly what.</summary>
public sealed class Ipv4CornerTests() : LabFixture("--host-loopback", "--mtu", "1500")
{
    private const int EchoPort = 7000;
    private const ProtocolType WithHeader = (ProtocolType)255;
    private const int TimeExceeded = 11;
    private const int ReassemblyCode = 1;

    private static readonly byte[] Payload = [.. Enumerable.Range(0, 1992).Select(static i => (byte)i)];

    protected override void BeforeNetkit() => _ = Keep(new UdpEcho(Lab.Host.Datagrams("127.0.0.1", EchoPort)));

    [Test]
    public void Fragments_in_any_order_make_a_datagram()
    {
        using Socket client = Client(Payload, out byte[] datagram);
        Send(Ipv4Piece.Create(1, 1000, true, datagram.AsSpan(1000)), Ipv4Piece.Create(1, 0, false, datagram.AsSpan(0, 1000)));
        Assert.That(Receive(client), Is.EqualTo(Payload));
    }

    /// <summary>RFC 5722 in spirit: a datagram of which two fragments say the same octets is nobody's honest work.</summary>
    [Test]
    public void Fragments_that_overlap_are_dropped_with_their_datagram()
    {
        using Socket client = Client(Payload, out byte[] datagram);
        long before = Netkit.Counters()["ip drops", "bad-fragment"];
        Send(
            Ipv4Piece.Create(2, 0, false, datagram.AsSpan(0, 1000)),
            Ipv4Piece.Create(2, 992, false, datagram.AsSpan(992, 504)),
            Ipv4Piece.Create(2, 1496, true, datagram.AsSpan(1496)),
            Ipv4Piece.Create(2, 1000, false, datagram.AsSpan(1000, 496)));
        Send(Ipv4Piece.Create(3, 0, false, datagram.AsSpan(0, 1000)), Ipv4Piece.Create(3, 1000, true, datagram.AsSpan(1000)));
        Assert.That(Receive(client), Is.EqualTo(Payload), "the next datagram is whole");
        Assert.That(client.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead), Is.False, "and there is no other");
        Assert.That(Netkit.Counters()["ip drops", "bad-fragment"], Is.GreaterThanOrEqualTo(before + 3));
    }

    /// <summary>RFC 792, RFC 1122 §3.3.2: whoever waits in vain for the rest says so to the sender.</summary>
    [Test]
    public void A_datagram_that_never_becomes_whole_is_reported()
    {
        using Socket errors = Lab.Box.Raw(ProtocolType.Icmp);
        using Socket client = Client(Payload, out byte[] datagram);
        Send(Ipv4Piece.Create(4, 0, false, datagram.AsSpan(0, 1000)));
        byte[] buffer = new byte[2000];
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(40))
        {
            errors.ReceiveTimeout = 40_000;
            int length = errors.Receive(buffer);
            if (length > 28 && buffer[20] == TimeExceeded)
            {
                Assert.That(buffer[21], Is.EqualTo(ReassemblyCode));
                Assert.That(new IPAddress(buffer.AsSpan(12, 4)).ToString(), Is.EqualTo(Lab.Gateway));
                Assert.That(buffer[28..48], Is.EqualTo(WithoutChecksum(Ipv4Piece.Create(4, 0, false, datagram.AsSpan(0, 1000)), buffer)));
                return;
            }
        }

        Assert.Fail("no error came");
    }

    /// <summary>RFC 791 §3.1, RFC 1122 §3.2.1.8: options that mean nothing here are passed over.</summary>
    [TestCase(1, 1, 1, 0)]
    [TestCase(148, 4, 0, 0)]
    [TestCase(68, 8, 5, 0, 0, 0, 0, 0)]
    public void A_datagram_with_options_is_delivered(params int[] options)
    {
        using Socket client = Client(Payload[..100], out byte[] datagram);
        Send(Ipv4Piece.Create(5, 0, true, datagram, [.. options.Select(static octet => (byte)octet)]));
        Assert.That(Receive(client), Is.EqualTo(Payload[..100]));
    }

    // The kernel's additions, as they are quoted.
    private static byte[] WithoutChecksum(byte[] sent, byte[] received)
    {
        byte[] header = sent[..20];
        received.AsSpan(28 + 2, 2).CopyTo(header.AsSpan(2));
        received.AsSpan(28 + 10, 2).CopyTo(header.AsSpan(10));
        return header;
    }

    // The client's socket, and the whole datagram that stands for what it would send.
    private Socket Client(byte[] payload, out byte[] datagram)
    {
        Socket client = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        client.ReceiveTimeout = 5000;
        datagram = Ipv4Piece.Udp(((IPEndPoint)client.LocalEndPoint!).Port, EchoPort, payload);
        return client;
    }

    private void Send(params byte[][] packets)
    {
        using Socket raw = Lab.Box.Raw(WithHeader);
        foreach (byte[] packet in packets)
        {
            _ = raw.SendTo(packet, new IPEndPoint(IPAddress.Parse(Lab.Gateway), 0));
        }
    }

    private static byte[] Receive(Socket client)
    {
        byte[] buffer = new byte[65536];
        return buffer[..client.Receive(buffer)];
    }
}
