using System;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>ICMPv6 as ping and traceroute see it, over the narrowest link that IPv6 knows.</summary>
[Requires("ping")]
public sealed class Ipv6PingTests() : LabFixture("--ipv6", "fd00::/64", "--mtu", "1280")
{
    protected override void BeforeNetkit() => Ipv6Lab.Add(Lab);

    [TestCase(Ipv6Lab.Gateway)]
    [TestCase(Ipv6Lab.Dns)]
    [TestCase(Ipv6Lab.HostAddress)]
    [TestCase(Ipv6Lab.RouterAddress)]
    [TestCase(Ipv6Lab.FarAddress)]
    public void Ping_gets_its_answers(string address)
    {
        Outcome ping = Lab.Box.Run("ping", "-6", "-n", "-c", "3", "-i", "0.05", "-W", "2", address);
        Assert.That(ping.Succeeded(), Does.Contain("3 received").And.Contain($"from {address}"));
    }

    /// <summary>RFC 8200 §4.5: four fragments each way.</summary>
    [TestCase(Ipv6Lab.Gateway)]
    [TestCase(Ipv6Lab.FarAddress)]
    public void A_large_ping_comes_back_whole(string address)
    {
        Outcome ping = Lab.Box.Run("ping", "-6", "-n", "-c", "2", "-i", "0.05", "-W", "2", "-s", "4000", address);
        Assert.That(ping.Status, Is.Zero, () => $"{ping}\n{Netkit.Counters()}");
        Assert.That(ping.Output, Does.Contain("4008 bytes from"));
    }

    [Test]
    public void The_hop_limit_runs_out_at_the_gateway()
    {
        Outcome ping = Lab.Box.Run("ping", "-6", "-n", "-c", "1", "-W", "2", "-t", "1", Ipv6Lab.FarAddress);
        Assert.That(ping.EndedWith(1).Output, Does.Contain($"From {Ipv6Lab.Gateway}").And.Contain("Time exceeded: Hop limit"));
    }

    [TestCase(Ipv6Lab.UnroutableAddress, "No route")]
    [TestCase(Ipv6Lab.UnreachableAddress, "Address unreachable")]
    public void An_address_that_cannot_be_reached_is_reported(string address, string sentence)
    {
        Outcome ping = Lab.Box.Run("ping", "-6", "-n", "-c", "1", "-W", "2", address);
        Assert.That(ping.EndedWith(1).Output, Does.Contain("Destination unreachable").And.Contain(sentence));
    }

    [TestCase]
    [TestCase("-I")]
    [Requires("traceroute")]
    public void Traceroute_shows_every_hop(params string[] options)
    {
        string[] line = ["traceroute", "-6", "-n", "-q", "1", "-w", "2", "-m", "5", .. options, Ipv6Lab.FarAddress];
        Outcome traceroute = Lab.Box.Run(line);
        string[] hops =
        [
            .. traceroute.Succeeded().Split('\n').Skip(1)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(static words => words.Length > 1)
                .Select(static words => words[1]),
        ];
        Assert.That(hops, Is.EqualTo(new[] { Ipv6Lab.Gateway, Ipv6Lab.RouterAddress, Ipv6Lab.FarAddress }), traceroute.ToString);
    }
}
