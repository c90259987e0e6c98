using System;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Udp;

/// <summary>ICMP as ping and traceroute see it.</summary>
public sealed class PingTests() : LabFixture()
{
    [TestCase(Lab.Gateway)]
    [TestCase(Lab.Dns)]
    [TestCase(Lab.HostAddress)]
    [TestCase(Lab.RouterAddress)]
    [TestCase(Lab.FarAddress)]
    [Requires("ping")]
    public void Ping_gets_its_answers(string address)
    {
        Outcome ping = Lab.Box.Run("ping", "-c", "3", "-i", "0.05", "-W", "2", address);
        Assert.That(ping.Succeeded(), Does.Contain("3 received").And.Contain($"from {address}"));
    }

    [TestCase(Lab.Gateway)]
    [TestCase(Lab.FarAddress)]
    [Requires("ping")]
    public void A_large_ping_comes_back_whole(string address)
    {
        Outcome ping = Lab.Box.Run("ping", "-c", "2", "-i", "0.05", "-W", "2", "-s", "4000", address);
        Assert.That(ping.Succeeded(), Does.Contain("4008 bytes from"));
    }

    [Test]
    [Requires("ping")]
    public void The_time_to_live_runs_out_at_the_gateway()
    {
        Outcome ping = Lab.Box.Run("ping", "-n", "-c", "1", "-W", "2", "-t", "1", Lab.FarAddress);
        Assert.That(ping.EndedWith(1).Output, Does.Contain($"From {Lab.Gateway}").And.Contain("Time to live exceeded"));
    }

    [Test]
    [Requires("ping")]
    public void An_address_without_a_route_is_reported()
    {
        Outcome ping = Lab.Box.Run("ping", "-n", "-c", "1", "-W", "2", Lab.UnroutableAddress);
        Assert.That(ping.EndedWith(1).Output, Does.Contain("Unreachable"));
    }

    [TestCase]
    [TestCase("-I")]
    [Requires("traceroute")]
    public void Traceroute_shows_every_hop(params string[] options)
    {
        Outcome traceroute = Lab.Box.Run(
            [.. (string[])["traceroute", "-n", "-q", "1", "-w", "2", "-m", "5"], .. options, Lab.FarAddress]);
        string[] hops =
        [
            .. traceroute.Succeeded().Split('\n').Skip(1)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(static words => words.Length > 1)
                .Select(static words => words[1]),
        ];
        Assert.That(hops, Is.EqualTo(new[] { Lab.Gateway, Lab.RouterAddress, Lab.FarAddress }), traceroute.ToString);
    }
}
