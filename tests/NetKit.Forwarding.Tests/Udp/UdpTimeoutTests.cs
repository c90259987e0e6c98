using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class UdpTimeoutTests
{
    private static readonly UdpForwarderOptions Small = new() { MaximumMappings = 3 };

    [Test]
    public void An_unanswered_mapping_ends_after_30_seconds()
    {
        using ForwarderBench bench = new();
        using HostPeer server = new(bench.Loopback);
        bench.Send(42_000, server.At, "ask"u8);
        bench.Pass(TimeSpan.FromSeconds(29));
        Assert.That(bench.OnLoop(_ => bench.Forwarder.ActiveMappings), Is.EqualTo(1));
        bench.Pass(TimeSpan.FromSeconds(31));
        Assert.That(bench.OnLoop(_ => (bench.Forwarder.ActiveMappings, bench.Counters.MappingsExpired)), Is.EqualTo((0, 1L)));
    }

    [Test]
    public void An_answered_mapping_ends_after_two_minutes()
    {
        using ForwarderBench bench = new();
        using HostPeer server = new(bench.Loopback);
        Exchange(bench, server, 42_001);
        bench.Pass(TimeSpan.FromSeconds(119));
        Assert.That(bench.OnLoop(_ => bench.Forwarder.ActiveMappings), Is.EqualTo(1));
        bench.Pass(TimeSpan.FromSeconds(121));
        Assert.That(bench.OnLoop(_ => bench.Forwarder.ActiveMappings), Is.Zero);
    }

    [Test]
    public void A_mapping_that_ended_is_opened_again()
    {
        using ForwarderBench bench = new();
        using HostPeer server = new(bench.Loopback);
        Exchange(bench, server, 42_002);
        bench.Pass(TimeSpan.FromSeconds(121));
        Exchange(bench, server, 42_002);
        Assert.That(bench.OnLoop(_ => bench.Counters.MappingsOpened), Is.EqualTo(2));
    }

    [Test]
    public void A_full_table_gives_up_the_oldest_mapping_without_an_answer()
    {
        using ForwarderBench bench = new(options: Small);
        using HostPeer server = new(bench.Loopback);
        Exchange(bench, server, 42_003);
        bench.Send(42_004, server.At, "old"u8);
        bench.Send(42_005, server.At, "young"u8);
        bench.Send(42_006, server.At, "newcomer"u8);
        Assert.That(bench.OnLoop(_ => (bench.Forwarder.ActiveMappings, bench.Counters.MappingsRecycled)), Is.EqualTo((3, 1L)));

        // The stream and the younger ones are still what they were; only the old one is opened anew.
        bench.Send(42_003, server.At, "x"u8);
        bench.Send(42_005, server.At, "x"u8);
        bench.Send(42_006, server.At, "x"u8);
        Assert.That(bench.OnLoop(_ => bench.Counters.MappingsOpened), Is.EqualTo(4));
    }

    [Test]
    public void A_table_full_of_streams_drops_the_newcomer()
    {
        using ForwarderBench bench = new(options: Small);
        using HostPeer server = new(bench.Loopback);
        for (ushort port = 42_007; port < 42_010; port++)
        {
            Exchange(bench, server, port);
        }

        bench.Send(42_010, server.At, "newcomer"u8);
        Assert.That(bench.OnLoop(_ => bench.Counters.DropsFromContainer(UdpDropReason.TableFull)), Is.EqualTo(1));
        Assert.That(bench.OnLoop(_ => bench.Counters.Offered), Is.EqualTo(bench.OnLoop(_ => bench.Counters.Sent) + 1));
    }

    [Test]
    public void A_closed_mapping_leaves_no_descriptor()
    {
        using ForwarderBench bench = new();
        using HostPeer server = new(bench.Loopback);
        bench.Send(42_011, server.At, "x"u8);
        SocketEndpoint mapping = server.Receive().From;
        bench.Pass(TimeSpan.FromSeconds(31));
        using HostPeer heir = new(ForwarderBench.Parse("0.0.0.0"), mapping.Port);
        Assert.That(heir.At.Port, Is.EqualTo(mapping.Port));
    }

    private static void Exchange(ForwarderBench bench, HostPeer server, ushort port)
    {
        bench.Send(port, server.At, "ask"u8);
        server.Send(server.Receive().From, "answer"u8);
        _ = bench.Outlet.Next();
    }
}
