using System;
using System.Collections.Generic;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Tests.Wire.Dhcpv6;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcpv6;

/// <summary>A server on a virtual clock, and clients that speak to it.</summary>
internal sealed class Dhcpv6Exchange
{
    private readonly byte[] _reply = new byte[1452];

    public Dhcpv6Exchange(Dhcpv6ServerOptions? options = null) => Server = new Dhcpv6Server(options ?? Options, 1);

    public static IpPrefix Prefix { get; } = IpPrefix.Of(new IpAddress(0xFD00_0000_0000_0000, 0), 64);

    public static byte[] ServerId { get; } = Dhcpv6Bytes.Option(2, 0, 3, 0, 1, 0x5A, 0x94, 0xEF, 0, 0, 1);

    public static Dhcpv6ServerOptions Options { get; } = new()
    {
        Prefix = Prefix,
        ServerMac = new MacAddress(0x5A94_EF00_0001),
        DnsServers = [Host(3)],
        NtpServers = [Host(2)],
        OwnAddresses = [Host(2)],
        SearchList = ["netkit.internal"],
        FirstChoice = Host(0x64),
    };

    public Dhcpv6Server Server { get; }

    /// <summary>The interface that the client speaks through.</summary>
    public MacAddress Client { get; set; }

    public Instant Now { get; private set; } = Instant.FromMilliseconds(1_000);

    public static IpAddress Host(uint number) => Prefix.At(number);

    public void Wait(TimeSpan time) => Now += time;

    public Dhcpv6Answer Send(byte[] message, bool toGroup = true)
    {
        long before = Server.Counters.Received;
        Array.Fill(_reply, (byte)0xEE);
        Dhcpv6Verdict verdict = Server.Answer(Now, message, toGroup, _reply, out int length, Client);
        Assert.That(Server.Counters.Received, Is.EqualTo(before + 1), "each message counts once");
        Assert.That(_reply.AsSpan(length).ContainsAnyExcept((byte)0xEE), Is.False, "nothing is written behind the reply");
        byte[] reply = _reply[..length];
        if (length > 0)
        {
            Assert.That(reply[1..4], Is.EqualTo(message[1..4]), "the transaction");
            Assert.That(new Dhcpv6Answer(verdict, reply)[2], Is.EqualTo(ServerId[4..]));
        }

        return new Dhcpv6Answer(verdict, reply);
    }

    /// <summary>A message of a client to this server or, if it must not name one, to all.</summary>
    public Dhcpv6Answer Send(byte type, int client, params IEnumerable<byte[]> options)
    {
        IEnumerable<byte[]> server = type is 3 or 5 or 8 or 9 ? [ServerId] : [];
        return Send(Dhcpv6Bytes.Message(type, [Dhcpv6Bytes.Client(client), .. server, .. options]));
    }

    /// <summary>Solicit and request, as most clients do.</summary>
    public IpAddress Lease(int client, uint association = 1)
    {
        Dhcpv6Answer offer = Send(1, client, Dhcpv6Bytes.Association(association));
        Assert.That(offer.Verdict, Is.EqualTo(Dhcpv6Verdict.Offered));
        Dhcpv6Answer lease = Send(3, client, Dhcpv6Bytes.Association(association, offer.Address));
        Assert.That((lease.Verdict, lease.Address), Is.EqualTo((Dhcpv6Verdict.Granted, offer.Address)));
        return lease.Address;
    }
}
