using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

public sealed class IcmpErrorPolicyTests
{
    private static readonly IpPrefix Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24);

    private static readonly Icmpv6Header NoPort = Icmpv6Header.Unreachable(Icmpv6UnreachableCode.Port);

    [TestCase("10.0.2.100", "10.0.2.2", true)]
    [TestCase("10.0.2.100", "192.0.2.1", true)]
    [TestCase("10.0.2.100", "255.255.255.255", false)]
    [TestCase("10.0.2.100", "10.0.2.255", false)]
    [TestCase("10.0.2.100", "10.0.2.0", false)]
    [TestCase("10.0.2.100", "10.0.3.255", true)]
    [TestCase("10.0.2.100", "224.0.0.251", false)]
    [TestCase("10.0.2.100", "0.0.0.0", false)]
    [TestCase("0.0.0.0", "10.0.2.2", false)]
    [TestCase("0.1.2.3", "10.0.2.2", false)]
    [TestCase("127.0.0.1", "10.0.2.2", false)]
    [TestCase("224.0.0.1", "10.0.2.2", false)]
    [TestCase("240.0.0.1", "10.0.2.2", false)]
    [TestCase("255.255.255.255", "10.0.2.2", false)]
    [TestCase("10.0.2.255", "10.0.2.2", false)]
    [TestCase("10.0.2.0", "10.0.2.2", false)]
    public void Only_packets_from_one_host_to_one_host(string source, string destination, bool expected)
    {
        Ipv4Header header = new() { Source = Parse(source), Destination = Parse(destination), Protocol = IpProtocol.Udp };
        Assert.That(MayReport(header), Is.EqualTo(expected));
        Assert.That(IcmpErrorPolicy.MayReport(Parse(source), Parse(destination), Subnet), Is.EqualTo(expected));
    }

    [Test]
    public void A_network_of_two_addresses_has_no_broadcast()
    {
        IpPrefix pair = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 2), 31);
        Assert.That(IcmpErrorPolicy.MayReport(IpAddress.FromV4(10, 0, 2, 3), IpAddress.FromV4(10, 0, 2, 2), pair));
    }

    [TestCase(0, true)]
    [TestCase(3, false)]
    [TestCase(4, false)]
    [TestCase(5, false)]
    [TestCase(8, true)]
    [TestCase(11, false)]
    [TestCase(12, false)]
    [TestCase(13, true)]
    [TestCase(14, true)]
    [TestCase(200, false)]
    public void Of_ICMP_only_queries(int type, bool expected) =>
        Assert.That(MayReport(HeaderV4(IpProtocol.Icmp), (byte)type), Is.EqualTo(expected));

    [Test]
    public void An_empty_ICMP_message_might_be_an_error() => Assert.That(MayReport(HeaderV4(IpProtocol.Icmp)), Is.False);

    [Test]
    public void Of_fragments_only_the_first()
    {
        Ipv4Header header = HeaderV4(IpProtocol.Udp);
        byte[] payload = new byte[8];
        Assert.That(MayReport(header with { MoreFragments = true }, payload));
        Assert.That(MayReport(header with { MoreFragments = true, FragmentOffset = 8 }, payload), Is.False);
        Assert.That(MayReport(header with { FragmentOffset = 8 }, payload), Is.False);
    }

    [Test]
    public void No_packet_in_a_frame_to_many()
    {
        byte[] packet = new byte[20];
        HeaderV4(IpProtocol.Udp).Emit(packet);
        _ = Ipv4View.TryCreate(packet, out Ipv4View view);
        Assert.That(IcmpErrorPolicy.MayReport(view, toGroup: true, Subnet), Is.False);
        Assert.That(IcmpErrorPolicy.MayReport(view, toGroup: false, Subnet));
    }

    [TestCase("fd00::64", "fd00::2", true)]
    [TestCase("fe80::1", "2001:db8::1", true)]
    [TestCase("::", "fd00::2", false)]
    [TestCase("::1", "fd00::2", false)]
    [TestCase("ff02::1", "fd00::2", false)]
    [TestCase("fd00::64", "ff02::fb", false)]
    [TestCase("fd00::64", "::", false)]
    public void Only_IPv6_packets_from_one_host_to_one_host(string source, string destination, bool expected)
    {
        byte[] packet = PacketV6(source, destination, IpProtocol.Udp, new byte[8]);
        Assert.That(MayReport(packet, NoPort), Is.EqualTo(expected));
        Assert.That(IcmpErrorPolicy.MayReport(Parse(source), Parse(destination), default), Is.EqualTo(expected));
    }

    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(127, false)]
    [TestCase(128, true)]
    [TestCase(129, true)]
    [TestCase(135, true)]
    [TestCase(137, false)]
    [TestCase(255, true)]
    public void Of_ICMPv6_only_what_is_no_error_and_no_redirect(int type, bool expected) =>
        Assert.That(MayReport(PacketV6("fd00::64", "fd00::2", IpProtocol.Icmpv6, (byte)type), NoPort), Is.EqualTo(expected));

    [Test]
    public void An_empty_ICMPv6_message_might_be_an_error() =>
        Assert.That(MayReport(PacketV6("fd00::64", "fd00::2", IpProtocol.Icmpv6), NoPort), Is.False);

    [Test]
    public void Packets_to_a_group_may_be_too_big_or_have_options_that_want_a_report()
    {
        byte[] packet = PacketV6("fd00::64", "ff02::fb", IpProtocol.Udp, new byte[8]);
        Assert.That(MayReport(packet, Icmpv6Header.PacketTooBig(1280)));
        Assert.That(MayReport(packet, Icmpv6Header.PacketTooBig(1280), toGroup: true));
        Assert.That(MayReport(packet, Icmpv6Header.ParameterProblem(Icmpv6ParameterProblemCode.UnrecognizedOption, 40)));
        Assert.That(MayReport(packet, Icmpv6Header.ParameterProblem(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, 6)), Is.False);
        Assert.That(MayReport(PacketV6("fd00::64", "fd00::2", IpProtocol.Udp), NoPort, toGroup: true), Is.False);
    }

    [Test]
    public void Of_IPv6_fragments_only_the_first()
    {
        Assert.That(MayReport(new Piece(0, new byte[8], More: true).ToPacketV6(), NoPort));
        Assert.That(MayReport(new Piece(8, new byte[8], More: true).ToPacketV6(), NoPort), Is.False);
    }

    private static Ipv4Header HeaderV4(IpProtocol protocol) =>
        new() { Source = Piece.Host, Destination = Piece.Gateway, Protocol = protocol };

    private static IpAddress Parse(string text)
    {
        Assert.That(IpAddress.TryParse(text, out IpAddress address));
        return address;
    }

    private static bool MayReport(Ipv4Header header, params byte[] payload)
    {
        byte[] packet = new byte[Ipv4Header.MinimumLength + payload.Length];
        (header with { PayloadLength = payload.Length }).Emit(packet);
        payload.CopyTo(packet, Ipv4Header.MinimumLength);
        Assert.That(Ipv4View.TryCreate(packet, out Ipv4View view), Is.EqualTo(WireError.None));
        return IcmpErrorPolicy.MayReport(view, toGroup: false, Subnet);
    }

    private static bool MayReport(byte[] packet, Icmpv6Header error, bool toGroup = false)
    {
        Assert.That(Ipv6View.TryCreate(packet, out Ipv6View view), Is.EqualTo(WireError.None));
        return IcmpErrorPolicy.MayReport(view, error, toGroup);
    }

    private static byte[] PacketV6(string source, string destination, IpProtocol protocol, params byte[] payload)
    {
        byte[] packet = new byte[Ipv6Header.Length + payload.Length];
        new Ipv6Header
        {
            Source = Parse(source),
            Destination = Parse(destination),
            Protocol = protocol,
            PayloadLength = payload.Length,
        }.Emit(packet);
        payload.CopyTo(packet, Ipv6Header.Length);
        return packet;
    }
}
