using System;
using System.Net;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Ndp;

public sealed class NdpTests
{
    private static readonly IpAddress Target = IpAddress.From(IPAddress.Parse("fd00::2"));

    private static readonly MacAddress Mac = new(0x5254_000A_0002);

    private static readonly byte[] Solicitation =
        Octets.Of("87 00 0000 00000000 fd000000000000000000000000000002 0101 5254000a0002");

    private static readonly byte[] Advertisement =
        Octets.Of("88 00 0000 e0000000 fd000000000000000000000000000002 0201 5254000a0002");

    private static readonly byte[] RouterQuestion = Octets.Of("85 00 0000 00000000 0101 5254000a0002");

    private static readonly byte[] RouterAnswer = Octets.Of("""
        86 00 0000 40 40 0708 00007530 000003e8
        0101 5254000a0002
        0304 40 c0 00015180 00003840 00000000 fd000000000000000000000000000000
        0501 0000 000005dc
        1903 0000 00000e10 fd000000000000000000000000000003
        """);

    private static readonly RouterAdvertisement Router = new()
    {
        HopLimit = 64,
        OtherConfiguration = true,
        RouterLifetime = 1800,
        ReachableTime = 30_000,
        RetransmitTimer = 1000,
        Options = new NdpOptions
        {
            SourceLinkAddress = Mac,
            Prefix = new NdpPrefix(IpPrefix.Of(Target, 64), OnLink: true, Autonomous: true, 86_400, 14_400),
            Mtu = 1500,
            DnsServer = new NdpDnsServer(Target with { Low = 3 }, 3600),
        },
    };

    [Test]
    public void A_neighbour_solicitation_is_read_and_written()
    {
        NeighborSolicitation expected = new(Target, Mac);
        Assert.That(NeighborSolicitation.TryParse(View(Solicitation), out NeighborSolicitation parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(expected));
        byte[] emitted = new byte[expected.Length];
        expected.Emit(emitted, Pseudo(emitted.Length));
        AssertSameButForChecksum(emitted, Solicitation);
    }

    [Test]
    public void A_question_during_address_detection_names_no_sender()
    {
        NeighborSolicitation expected = new(Target, null);
        Assert.That(NeighborSolicitation.TryParse(View(Solicitation[..24]), out NeighborSolicitation parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(expected));
        Assert.That(expected.Length, Is.EqualTo(24));
    }

    [Test]
    public void A_neighbour_advertisement_is_read_and_written()
    {
        NeighborAdvertisement expected = new(Target, Mac, IsRouter: true, IsSolicited: true, Overrides: true);
        Assert.That(NeighborAdvertisement.TryParse(View(Advertisement), out NeighborAdvertisement parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(expected));
        byte[] emitted = new byte[expected.Length];
        expected.Emit(emitted, Pseudo(emitted.Length));
        AssertSameButForChecksum(emitted, Advertisement);
    }

    [TestCase(0x80, true, false, false)]
    [TestCase(0x40, false, true, false)]
    [TestCase(0x20, false, false, true)]
    public void Every_flag_of_an_advertisement_has_its_bit(byte flags, bool router, bool solicited, bool overrides)
    {
        _ = NeighborAdvertisement.TryParse(View(Advertisement.With(4, flags)), out NeighborAdvertisement parsed);
        Assert.That(parsed, Is.EqualTo(new NeighborAdvertisement(Target, Mac, router, solicited, overrides)));
    }

    [Test]
    public void A_router_solicitation_is_read_and_written()
    {
        RouterSolicitation expected = new(Mac);
        Assert.That(RouterSolicitation.TryParse(View(RouterQuestion), out RouterSolicitation parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(expected));
        byte[] emitted = new byte[expected.Length];
        expected.Emit(emitted, Pseudo(emitted.Length));
        AssertSameButForChecksum(emitted, RouterQuestion);
    }

    [Test]
    public void A_router_advertisement_is_read_and_written()
    {
        Assert.That(RouterAdvertisement.TryParse(View(RouterAnswer), out RouterAdvertisement parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(Router));
        byte[] emitted = new byte[Router.Length];
        Array.Fill(emitted, byte.MaxValue);
        Router.Emit(emitted, Pseudo(emitted.Length));
        AssertSameButForChecksum(emitted, RouterAnswer);
    }

    [Test]
    public void No_truncation_is_taken_for_the_whole()
    {
        for (int length = Icmpv6Header.Length; length < RouterAnswer.Length; length++)
        {
            WireError error = RouterAdvertisement.TryParse(View(RouterAnswer[..length]), out RouterAdvertisement parsed);
            Assert.That(error is WireError.Truncated || parsed.Options.DnsServer is null, $"{length} octets");
        }

        for (int length = Icmpv6Header.Length; length < Solicitation.Length; length++)
        {
            WireError error = NeighborSolicitation.TryParse(View(Solicitation[..length]), out _);
            Assert.That(error, Is.EqualTo(length == 24 ? WireError.None : WireError.Truncated), $"{length} octets");
        }
    }

    [TestCase(0, 0x88, WireError.BadValue, TestName = "Another_type_is_not_a_solicitation")]
    [TestCase(1, 1, WireError.BadValue, TestName = "A_code_has_no_meaning")]
    [TestCase(8, 0xFF, WireError.BadValue, TestName = "Nobody_is_a_multicast_target")]
    [TestCase(25, 0, WireError.BadLength, TestName = "An_option_of_no_length_spoils_the_message")]
    [TestCase(25, 2, WireError.Truncated, TestName = "An_option_beyond_the_message_spoils_it")]
    public void A_wrong_field_is_named(int index, byte value, WireError expected) =>
        Assert.That(NeighborSolicitation.TryParse(View(Solicitation.With(index, value)), out _), Is.EqualTo(expected));

    [TestCase("0102 5254000a0002 0000000000000000", WireError.BadLength, TestName = "A_link_address_of_another_length")]
    [TestCase("0303 40c0 00000000 00000000 00000000 fd00000000000000", WireError.BadLength, TestName = "A_short_prefix_option")]
    [TestCase("0304 81c0 0000000000000000 00000000 fd000000000000000000000000000000", WireError.BadValue, TestName = "A_prefix_too_long")]
    [TestCase("0304 40c0 0000000000000000 00000000 00000000000000000000ffff0a000200", WireError.BadValue, TestName = "A_prefix_of_IPv4")]
    [TestCase("1902 0000 00000e10 fd00000000000000", WireError.BadLength, TestName = "A_resolver_option_without_resolver")]
    public void An_option_that_cannot_be_gives_no_options(string octets, WireError expected)
    {
        Assert.That(NdpOptions.TryParse(Octets.Of(octets), out NdpOptions options), Is.EqualTo(expected));
        Assert.That(options, Is.EqualTo(NdpOptions.None));
    }

    [Test]
    public void Unknown_options_are_skipped_and_the_first_of_two_counts()
    {
        byte[] octets = Octets.Of("0e01 000000000000 0101 5254000a0002 0101 5254000a0003");
        Assert.That(NdpOptions.TryParse(octets, out NdpOptions options), Is.EqualTo(WireError.None));
        Assert.That(options, Is.EqualTo(new NdpOptions { SourceLinkAddress = Mac }));
    }

    [Test]
    public void Groups_and_their_frames_go_where_the_RFCs_say()
    {
        IpAddress address = IpAddress.From(IPAddress.Parse("fe80::5054:ff:fe12:3456"));
        Assert.That(address.IsLinkLocalV6);
        Assert.That(Target.IsLinkLocalV6, Is.False);
        Assert.That(address.SolicitedNodeGroup, Is.EqualTo(IpAddress.From(IPAddress.Parse("ff02::1:ff12:3456"))));
        Assert.That(MacAddress.OfGroup(address.SolicitedNodeGroup), Is.EqualTo(new MacAddress(0x3333_FF12_3456)));
        Assert.That(MacAddress.OfGroup(IpAddress.FromV4(239, 255, 1, 2)), Is.EqualTo(new MacAddress(0x0100_5E7F_0102)));
    }

    private static InternetSum Pseudo(int length) => InternetSum.PseudoHeader(Target, Target, IpProtocol.Icmpv6, length);

    private static Icmpv6View View(byte[] message)
    {
        Assert.That(Icmpv6View.TryCreate(message, out Icmpv6View view), Is.EqualTo(WireError.None));
        return view;
    }

    private static void AssertSameButForChecksum(byte[] emitted, byte[] expected)
    {
        Assert.That(View(emitted).ChecksumIsValid(Pseudo(emitted.Length)));
        Assert.That(emitted.With(2, 0).With(3, 0), Is.EqualTo(expected));
    }
}
