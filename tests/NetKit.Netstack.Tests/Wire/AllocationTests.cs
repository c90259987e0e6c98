using System;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class AllocationTests
{
    private static readonly TcpHeader Tcp = new()
    {
        Flags = TcpFlags.Ack,
        Options = new TcpOptions { HasTimestamps = true, TimestampValue = 1 },
    };

    private static readonly Ipv4Header Ip = new()
    {
        Source = IpAddress.LoopbackV4,
        Destination = IpAddress.AnyV4,
        Protocol = IpProtocol.Tcp,
    };

    [Test]
    public void A_packet_is_written_and_read_without_allocation()
    {
        byte[] frame = new byte[1514];
        Exchange(frame);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            Exchange(frame);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void Exchange(Span<byte> frame)
    {
        Span<byte> packet = frame[EthernetHeader.Length..];
        Span<byte> segment = packet[Ipv4Header.MinimumLength..];
        new EthernetHeader(MacAddress.Broadcast, default, EtherType.Ipv4).Emit(frame);
        (Ip with { PayloadLength = segment.Length }).Emit(packet);
        Tcp.Emit(segment);
        InternetSum pseudo = InternetSum.PseudoHeader(IpAddress.LoopbackV4, IpAddress.AnyV4, IpProtocol.Tcp, segment.Length);
        TcpHeader.WriteChecksum(segment, pseudo.Add(segment).ToField());

        bool read = EthernetView.TryCreate(frame, out EthernetView ethernet) is WireError.None
            && Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is WireError.None
            && Ipv4Header.TryParse(ip, out _) is WireError.None
            && TcpView.TryCreate(ip.Payload, out TcpView tcp) is WireError.None
            && tcp.ChecksumIsValid(pseudo)
            && TcpHeader.TryParse(tcp, out TcpHeader header) is WireError.None
            && header.Options.HasTimestamps;
        if (!read)
        {
            Assert.Fail("The packet was not read.");
        }
    }
}
