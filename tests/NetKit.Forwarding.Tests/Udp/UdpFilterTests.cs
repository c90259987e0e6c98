using System.Runtime.Versioning;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class UdpFilterTests
{
    [Test]
    public void A_stranger_is_filtered_until_the_container_has_spoken_to_it()
    {
        using ForwarderBench bench = new();
        using HostPeer server = new(bench.Loopback);
        using HostPeer stranger = new(IpAddress.FromV4(127, 0, 0, 2));
        bench.Send(43_000, server.At, "ask"u8);
        SocketEndpoint mapping = server.Receive().From with { Address = stranger.At.Address };
        stranger.Send(mapping, "unasked"u8);
        server.Send(mapping with { Address = bench.Loopback }, "asked"u8);
        Assert.That(bench.Outlet.Next().Payload, Is.EqualTo("asked"u8.ToArray()));
        bench.Send(43_000, stranger.At, "hello"u8);
        stranger.Send(mapping, "now asked"u8);
        Assert.That(bench.Outlet.Next().Payload, Is.EqualTo("now asked"u8.ToArray()));

        UdpCounters counters = bench.Counters;
        Assert.That(bench.OnLoop(_ => counters.DropsFromHost(UdpDropReason.Filtered)), Is.EqualTo(1));
        Assert.That(bench.OnLoop(_ => counters.Received), Is.EqualTo(bench.OnLoop(_ => counters.Delivered + counters.TotalDropsFromHost)));
    }

    [Test]
    public void A_destination_that_the_host_refuses_is_an_error_at_once()
    {
        using ForwarderBench bench = new();

        // The broadcast address of loopback's network: only a socket with SO_BROADCAST may send there.
        SocketEndpoint nowhere = new(IpAddress.FromV4(127, 255, 255, 255), 53);
        bench.Send(43_001, nowhere, "void"u8);
        Delivery error = bench.Outlet.Next();
        Assert.That(error.To, Is.EqualTo(nowhere));
        Assert.That(error.Payload, Is.EqualTo("void"u8.ToArray()));
        Assert.That(error.Error, Is.EqualTo(new IcmpReport(3, 13, 0, default)));
        Assert.That(bench.OnLoop(_ => bench.Counters.DropsFromContainer(UdpDropReason.Unreachable)), Is.EqualTo(1));
    }
}
