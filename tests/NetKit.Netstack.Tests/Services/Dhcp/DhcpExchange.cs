using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>A server on a virtual clock, and clients that speak to it.</summary>
internal sealed class DhcpExchange
{
    private readonly byte[] _reply = new byte[1472];

    public DhcpExchange(DhcpServerOptions? options = null) => Server = new DhcpServer(options ?? Options, 1);

    public static IpPrefix Subnet => IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24);

    public static IpAddress Gateway => Host(2);

    /// <summary>What `run` and `serve` have.</summary>
    public static DhcpServerOptions Options { get; } = new()
    {
        Subnet = Subnet,
        ServerAddress = Gateway,
        Router = Gateway,
        DnsServers = [Host(3)],
        NtpServers = [Gateway],
        Domain = "netkit.internal",
        SearchList = ["netkit.internal", "example.com"],
        PoolFirst = Host(15),
        FirstChoice = Host(100),
    };

    public DhcpServer Server { get; }

    public Instant Now { get; set; } = Instant.FromMilliseconds(1_000);

    public static IpAddress Host(byte last) => IpAddress.FromV4(10, 0, 2, last);

    public static MacAddress Mac(int number) => new(0x5254_0000_0000UL + (uint)number);

    public void Wait(TimeSpan time) => Now += time;

    public DhcpAnswer Send(byte[] message)
    {
        long before = Server.Counters.Received;
        Array.Fill(_reply, (byte)0xEE);
        DhcpVerdict verdict = Server.Answer(Now, message, _reply, out DhcpReply where);
        Assert.That(Server.Counters.Received, Is.EqualTo(before + 1), "each message counts once");
        bool isAnswered = verdict is DhcpVerdict.Offered or DhcpVerdict.Acknowledged or DhcpVerdict.Committed or DhcpVerdict.Informed
            or DhcpVerdict.Booted or DhcpVerdict.Refused;
        Assert.That(where.Length > 0, Is.EqualTo(isAnswered), $"{verdict}");
        Assert.That(_reply.AsSpan(where.Length).ContainsAnyExcept((byte)0xEE), Is.False, "nothing is written behind the reply");
        return new DhcpAnswer(verdict, where, _reply[..where.Length]);
    }

    public DhcpAnswer Discover(int client, params byte[][] options) => Send(Message(1, client, default, options));

    /// <summary>SELECTING: the answer to an offer.</summary>
    public DhcpAnswer Select(int client, IpAddress address, params byte[][] options) =>
        Send(Message(3, client, default, [DhcpBytes.Address(50, address), DhcpBytes.Address(54, Gateway), .. options]));

    /// <summary>INIT-REBOOT: a client that remembers an address.</summary>
    public DhcpAnswer Reboot(int client, IpAddress address, params byte[][] options) =>
        Send(Message(3, client, default, [DhcpBytes.Address(50, address), .. options]));

    /// <summary>RENEWING and REBINDING, which look the same inside UDP.</summary>
    public DhcpAnswer Renew(int client, IpAddress address, params byte[][] options) => Send(Message(3, client, address, options));

    public DhcpAnswer Release(int client, IpAddress address) =>
        Send(Message(7, client, address, [DhcpBytes.Address(54, Gateway)]));

    public DhcpAnswer Decline(int client, IpAddress address) =>
        Send(Message(4, client, default, [DhcpBytes.Address(50, address), DhcpBytes.Address(54, Gateway)]));

    public DhcpAnswer Inform(int client, IpAddress address, params byte[][] options) => Send(Message(8, client, address, options));

    /// <summary>Discover and request, as every client does at first.</summary>
    public IpAddress Lease(int client, params byte[][] options)
    {
        DhcpAnswer offer = Discover(client, options);
        Assert.That(offer.Verdict, Is.EqualTo(DhcpVerdict.Offered));
        DhcpAnswer acknowledgement = Select(client, offer.Address, options);
        Assert.That((acknowledgement.Verdict, acknowledgement.Address), Is.EqualTo((DhcpVerdict.Acknowledged, offer.Address)));
        return offer.Address;
    }

    public static byte[] Message(byte type, int client, IpAddress address, params IEnumerable<byte[]> options) =>
        DhcpBytes.Message(DhcpBytes.Fixed(1, Mac(client), client: address), options.Prepend(DhcpBytes.Option(53, type)));
}
