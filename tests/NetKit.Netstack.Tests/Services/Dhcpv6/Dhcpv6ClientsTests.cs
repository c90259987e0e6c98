using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Tests.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcpv6;

/// <summary>Messages laid out as well-known clients lay them out.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Dhcpv6ClientsTests
{
    private const string Server = "0002 000a 0003 0001 5a94ef000001";

    private readonly Dhcpv6Exchange _exchange = new();

    /// <summary>ISC dhclient -6: DUID-LLT, the interface's last octets as number, times of its own choice.</summary>
    [Test]
    public void Dhclient()
    {
        const string client = "0001 000e 0001 0001 2c8f1d3a 5254000a0064";
        const string wanted = "0006 0008 0017 0018 0027 001f  0008 0002 0000";
        Dhcpv6Answer offer = _exchange.Send(Octets.Of($"01 a1b2c3 {client} {wanted} 0003 000c 000a0064 00000e10 00001518"));
        Assert.That((offer.Verdict, offer.Address), Is.EqualTo((Dhcpv6Verdict.Offered, Dhcpv6Exchange.Host(0x64))));
        Assert.That(offer.Codes, Is.EqualTo(new ushort[] { 1, 2, 7, 3, 23, 24 }));

        const string association = "0003 0028 000a0064 00000e10 00001518 0005 0018 fd000000000000000000000000000064 00001c20 00001d4c";
        Dhcpv6Answer lease = _exchange.Send(Octets.Of($"03 b1b2c3 {client} {Server} {wanted} {association}"));
        Assert.That((lease.Verdict, lease.Address), Is.EqualTo((Dhcpv6Verdict.Granted, Dhcpv6Exchange.Host(0x64))));

        Assert.That(Verdict($"04 c1b2c3 {client} {wanted} {association}"), Is.EqualTo(Dhcpv6Verdict.Confirmed));
        Assert.That(Verdict($"05 d1b2c3 {client} {Server} {wanted} {association}"), Is.EqualTo(Dhcpv6Verdict.Renewed));
        Assert.That(Verdict($"08 e1b2c3 {client} {Server} {wanted} {association}"), Is.EqualTo(Dhcpv6Verdict.Released));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
    }

    private Dhcpv6Verdict Verdict(string message) => _exchange.Send(Octets.Of(message)).Verdict;

    /// <summary>systemd-networkd: rapid commit, DUID-EN, a name, and an IA_PD with a wish for its length.</summary>
    [Test]
    public void Systemd_networkd()
    {
        const string client = "0001 000e 0002 0000ab11 5b0c8b1e1f2d3c4e";
        Dhcpv6Answer lease = _exchange.Send(Octets.Of($"""
            01 3f2e1d  000e 0000  0003 000c 2ce4a3b1 00000000 00000000
            0019 0029 2ce4a3b1 00000000 00000000 001a 0019 00000000 00000000 40 00000000000000000000000000000000
            0027 0006 01 04 6e6f6465  0006 000a 0017 0018 0038 0052 0053  {client}  0008 0002 0000
            """));
        Assert.That((lease.Verdict, lease.Address), Is.EqualTo((Dhcpv6Verdict.Committed, Dhcpv6Exchange.Host(0x64))));
        Assert.That(lease.Codes, Is.EqualTo(new ushort[] { 1, 2, 14, 3, 25, 23, 24, 56 }));
        Assert.That(Dhcpv6Answer.StatusIn(lease[25]!, 12), Is.EqualTo(6), "no prefix is available");
        Assert.That(_exchange.Server.Leases(_exchange.Now).Single().Duid, Is.EqualTo("00020000ab115b0c8b1e1f2d3c4e"));

        Dhcpv6Answer informed = _exchange.Send(Octets.Of($"0b 4f2e1d  0006 000a 0017 0018 0038 0020 0053  {client}  0008 0002 0000"));
        Assert.That(informed.Codes, Is.EqualTo(new ushort[] { 1, 2, 23, 24, 56, 32 }));
    }

    /// <summary>odhcp6c of OpenWrt: DUID-LL, number 1, reconfiguration accepted, IA_NA and IA_PD.</summary>
    [Test]
    public void Odhcp6c()
    {
        const string client = "0001 000a 0003 0001 5254000a0064";
        const string head = "0008 0002 0000  0006 0012 0011 0015 0016 0017 0018 001f 0038 0052 0053";
        const string tail = "0014 0000  0027 0008 00 06 726f75746572";
        Dhcpv6Answer offer = _exchange.Send(Octets.Of($"""
            01 0a0b0c  {head}  {client}  {tail}  0003 000c 00000001 00000000 00000000  0019 000c 00000001 00000000 00000000
            """));
        Assert.That(offer.Verdict, Is.EqualTo(Dhcpv6Verdict.Offered));
        Assert.That(offer.Codes, Is.EqualTo(new ushort[] { 1, 2, 7, 3, 25, 23, 24, 56 }));
        Dhcpv6Answer lease = _exchange.Send(Octets.Of($"""
            03 0d0e0f  {head}  {client}  {Server}  {tail}
            0003 0028 00000001 00000000 00000000 0005 0018 fd000000000000000000000000000064 00000a8c 00000e10
            """));
        Assert.That((lease.Verdict, lease.Address), Is.EqualTo((Dhcpv6Verdict.Granted, Dhcpv6Exchange.Host(0x64))));
        _exchange.Wait(TimeSpan.FromMinutes(36));
        Dhcpv6Answer rebinding = _exchange.Send(Octets.Of($"""
            06 101112  {head}  {client}  {tail}
            0003 0028 00000001 00000000 00000000 0005 0018 fd000000000000000000000000000064 00000000 00000000
            """));
        Assert.That(rebinding.Verdict, Is.EqualTo(Dhcpv6Verdict.Renewed));
    }
}
