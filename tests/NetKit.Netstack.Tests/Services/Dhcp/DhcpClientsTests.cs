using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;
using PacketDotNet.Utils;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>Messages laid out as well-known clients lay them out.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DhcpClientsTests
{
    private static readonly MacAddress Mac = new(0x5254000A0064);

    private readonly DhcpExchange _exchange = new();

    private static byte[] Fixed(string start) => [.. Octets.Of(start), .. new byte[236 - Octets.Of(start).Length]];

    /// <summary>ISC dhclient: 300 octets exactly, no client identifier, no option 57, unicast.</summary>
    [Test]
    public void Dhclient()
    {
        const string start = "01010600 6a4b0c1e 0000 0000 00000000 00000000 00000000 00000000 5254000a0064";
        const string asked = "370d 01 1c 02 03 0f 06 77 0c 2c 2f 1a 79 2a";
        byte[] discover = [.. Fixed(start), .. Octets.Of("63825363 350101 0c03 626f78" + asked + "ff"), .. new byte[300 - 264]];
        DhcpAnswer offer = _exchange.Send(discover);
        Assert.That((offer.Verdict, offer.Address), Is.EqualTo((DhcpVerdict.Offered, DhcpExchange.Host(100))));
        Assert.That(offer.Codes, Is.EqualTo(new byte[] { 53, 54, 51, 58, 59, 1, 28, 15, 6, 119, 26, 121, 42 }));
        Assert.That(offer.Where.DestinationMac, Is.EqualTo(Mac));

        byte[] request =
        [
            .. Fixed(start), .. Octets.Of("63825363 350103 36040a000202 32040a000264 0c03 626f78" + asked + "ff"), .. new byte[300 - 276],
        ];
        DhcpAnswer lease = _exchange.Send(request);
        Assert.That((lease.Verdict, lease.Address), Is.EqualTo((DhcpVerdict.Acknowledged, DhcpExchange.Host(100))));
        Assert.That(_exchange.Server.Find(_exchange.Now, lease.Address)!.HostName, Is.EqualTo("box"));
    }

    /// <summary>
    /// BusyBox udhcpc: identifier first, 576 octets, vendor class, padded behind the end; it repeats the request when it renews.
    /// </summary>
    [Test]
    public void Udhcpc()
    {
        const string start = "01010600 2d8f3a51 0000 0000 00000000 00000000 00000000 00000000 5254000a0064";
        const string tail = "3d07 01 5254000a0064 3902 0240 370a 01 03 06 0c 0f 1c 2a 79 77 1a 3c0c 7564686370 20312e33362e31 ff";
        DhcpAnswer offer = _exchange.Send([.. Fixed(start), .. Octets.Of("63825363 350101" + tail), .. new byte[260]]);
        Assert.That(offer.Verdict, Is.EqualTo(DhcpVerdict.Offered));
        Assert.That(offer[61], Is.EqualTo(Octets.Of("01 5254000a0064")));
        DhcpAnswer lease = _exchange.Send(
            [.. Fixed(start), .. Octets.Of("63825363 350103 32040a000264 36040a000202" + tail), .. new byte[248]]);
        Assert.That(lease.Verdict, Is.EqualTo(DhcpVerdict.Acknowledged));

        const string renewing = "01010600 2d8f3a51 0000 0000 0a000264 00000000 00000000 00000000 5254000a0064";
        DhcpAnswer renewal = _exchange.Send([.. Fixed(renewing), .. Octets.Of("63825363 350103" + tail), .. new byte[260]]);
        Assert.That((renewal.Verdict, renewal.Where.Destination), Is.EqualTo((DhcpVerdict.Acknowledged, DhcpExchange.Host(100))));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Has.Length.EqualTo(1));
    }

    /// <summary>systemd-networkd: a DUID, the link's MTU as option 57, rapid commit, nothing behind the end.</summary>
    [Test]
    public void Systemd_networkd()
    {
        const string start = "01010600 9f1c22d0 0001 0000 00000000 00000000 00000000 00000000 5254000a0064";
        byte[] discover =
        [
            .. Fixed(start),
            .. Octets.Of("""
                63825363 350101 3d13 ff 2ce4a3b1 0002 0000ab11 5b0c8b1e1f2d3c4e
                3708 01 03 06 0f 1a 2a 77 79 3902 05dc 0c04 6e6f6465 5000 ff
                """),
        ];
        DhcpAnswer lease = _exchange.Send(discover);
        Assert.That((lease.Verdict, lease.Address), Is.EqualTo((DhcpVerdict.Committed, DhcpExchange.Host(100))));
        Assert.That(lease.Codes, Is.EqualTo(new byte[] { 53, 54, 61, 51, 58, 59, 80, 1, 6, 15, 26, 42, 119, 121 }));
        DhcpLease known = _exchange.Server.Leases(_exchange.Now).Single();
        Assert.That((known.ClientId, known.HostName), Is.EqualTo(("ff2ce4a3b100020000ab115b0c8b1e1f2d3c4e", "node")));
    }

    /// <summary>iPXE: broadcast, user class, encapsulated vendor options, and the option list long enough to need them all.</summary>
    [Test]
    public void Ipxe()
    {
        const string start = "01010600 0a0064aa 0004 8000 00000000 00000000 00000000 00000000 5254000a0064";
        byte[] discover =
        [
            .. Fixed(start),
            .. Octets.Of("""
                63825363 350101 3902 05c0 5d02 0000 5e03 010201
                3c20 505845436c69656e743a417263683a30303030303a554e44493a303032303031
                4d04 69505845
                3717 01 03 06 07 0c 0f 11 1a 2b 3c 42 43 77 80 81 82 83 84 85 86 87 af cb
                af06 b104 01808610 6111 00 00112233445566778899aabbccddeeff 3d07 01 5254000a0064 ff
                """),
        ];
        DhcpAnswer offer = _exchange.Send(discover);
        Assert.That(offer.Verdict, Is.EqualTo(DhcpVerdict.Offered));
        Assert.That(offer.Where.IsBroadcast);
        Assert.That(offer.Codes, Is.EqualTo(new byte[] { 53, 54, 61, 51, 58, 59, 1, 3, 6, 15, 26, 119 }));
        Assert.That(IpAddress.ReadV4(offer.Octets.AsSpan(20)), Is.EqualTo(IpAddress.AnyV4), "no boot server");
    }

    /// <summary>A BOOTP client: 300 octets, a vendor area with the cookie and nothing else in it.</summary>
    [Test]
    public void Bootp()
    {
        const string start = "01010600 00000001 0000 0000 00000000 00000000 00000000 00000000 5254000a0064";
        byte[] request = [.. Fixed(start), .. DhcpBytes.Cookie, 255, .. new byte[59]];
        DhcpAnswer answer = _exchange.Send(request);
        Assert.That((answer.Verdict, answer.Address), Is.EqualTo((DhcpVerdict.Booted, DhcpExchange.Host(100))));
        Assert.That(answer.Octets, Has.Length.EqualTo(300), "the vendor area has 64 octets");
        Assert.That(answer.Codes, Is.EqualTo(new byte[] { 1, 3, 6, 15, 28, 26, 42 }));
        Assert.That(answer.Where, Is.EqualTo(new DhcpReply(300, DhcpExchange.Host(100), Mac)));

        _exchange.Wait(TimeSpan.FromHours(23));
        Assert.That(_exchange.Send(request).Address, Is.EqualTo(DhcpExchange.Host(100)));
        _exchange.Wait(TimeSpan.FromHours(23));
        Assert.That(_exchange.Server.Find(_exchange.Now, DhcpExchange.Host(100))!.IsBound);
        _exchange.Wait(TimeSpan.FromHours(1));
        Assert.That(_exchange.Server.Find(_exchange.Now, DhcpExchange.Host(100)), Is.Null, "it never comes back to say so");
    }

    /// <summary>As RFC 951 has it: zeros, and not even a cookie.</summary>
    [Test]
    public void Bootp_without_a_vendor_area()
    {
        const string start = "01010600 00000001 0000 8000 00000000 00000000 00000000 00000000 5254000a0064";
        DhcpAnswer answer = _exchange.Send([.. Fixed(start), .. new byte[64]]);
        Assert.That((answer.Verdict, answer.Address), Is.EqualTo((DhcpVerdict.Booted, DhcpExchange.Host(100))));
        Assert.That(answer.Where.IsBroadcast);
    }

    [Test]
    public void A_bootp_client_that_knows_its_address_gets_parameters_there()
    {
        DhcpAnswer answer = _exchange.Send([.. DhcpBytes.Fixed(1, Mac, client: DhcpExchange.Host(50)), .. new byte[64]]);
        Assert.That(answer.Verdict, Is.EqualTo(DhcpVerdict.Booted));
        Assert.That((answer.Client, answer.Address), Is.EqualTo((DhcpExchange.Host(50), IpAddress.AnyV4)));
        Assert.That(answer.Where.Destination, Is.EqualTo(DhcpExchange.Host(50)));
        Assert.That(answer[53], Is.Null);
        Assert.That(
            _exchange.Send([.. DhcpBytes.Fixed(1, Mac, client: IpAddress.FromV4(192, 0, 2, 1)), .. new byte[64]]).Verdict,
            Is.EqualTo(DhcpVerdict.Malformed));
    }

    /// <summary>
    /// A boot loader without an identifier and a system with the usual one are the same client; one with a DUID is another.
    /// </summary>
    [Test]
    public void The_identifier_that_most_send_is_that_of_who_sends_none()
    {
        IpAddress address = _exchange.Send([.. DhcpBytes.Fixed(1, DhcpExchange.Mac(1)), .. new byte[64]]).Address;
        Assert.That(_exchange.Lease(1, DhcpBytes.Option(61, 1, 0x52, 0x54, 0, 0, 0, 1)), Is.EqualTo(address));
        Assert.That(_exchange.Lease(1), Is.EqualTo(address));
        Assert.That(_exchange.Lease(1, DhcpBytes.Option(61)), Is.EqualTo(address), "an empty one is none");
        Assert.That(_exchange.Lease(1, DhcpBytes.Option(61, 0xFF, 1)), Is.Not.EqualTo(address));
        Assert.That(_exchange.Lease(2, DhcpBytes.Option(61, 1, 0x52, 0x54, 0, 0, 0, 1)), Is.EqualTo(address), "the identifier decides");
    }

    [Test]
    public void PacketDotNet_reads_what_is_sent()
    {
        DhcpAnswer offer = _exchange.Discover(1);
        DhcpV4Packet packet = new(new ByteArraySegment(offer.Octets), null);
        Assert.That(packet.Operation, Is.EqualTo(DhcpV4Operation.BootReply));
        Assert.That(packet.MessageType, Is.EqualTo(DhcpV4MessageType.Offer));
        Assert.That(packet.YourAddress, Is.EqualTo(DhcpExchange.Host(100).ToIPAddress()));
        Assert.That(packet.ClientHardwareAddress.ToString(), Is.EqualTo("525400000001"));
        Assert.That(packet.GetOptions().Select(static option => (int)option.OptionType), Is.SupersetOf(new[] { 1, 3, 6, 51, 54, 58, 59 }));
    }
}
