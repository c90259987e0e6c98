using System;
using System.Buffers.Binary;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Networks;
using NetKit.Interop;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NetKit.Netstack.Wire.Ndp;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Ipv6NetworkTests : NetworkFixture
{
    private const int Transport = Ipv6Header.Length;

    private static IpAddress NodeLocal { get; } = IpAddress.LinkLocalV6(NodeOptions.UsualMac);

    [SetUp]
    public void SpeakIpv6() => Options = Options with { SubnetV6 = SubnetV6 };

    [Test]
    public async Task Endpoints_know_each_others_IPv6_addresses_by_name_and_names_by_address()
    {
        await StartAsync();
        byte[] address = new byte[IpAddress.V6Length];
        Two.AddressV6.WriteV6(address);
        Assert.That(One.Ask(Gateway, "c12", DnsType.Aaaa).AsSpan().IndexOf(address), Is.Positive);
        GatewayV6.WriteV6(address);
        Assert.That(One.Ask(Gateway, "host.docker.internal", DnsType.Aaaa).AsSpan().IndexOf(address), Is.Positive);
        string reverse = "c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.0.0.0.0.d.f.ip6.arpa";
        Assert.That(One.Ask(Gateway, reverse, DnsType.Ptr).AsSpan().IndexOf("\u0003c12\u0006netkit\u0008internal\0"u8), Is.Positive);
    }

    [Test]
    public async Task The_name_server_answers_at_the_gateways_IPv6_address()
    {
        await StartAsync();
        _ = DnsNameText.TryEncode("c12", out byte[] encoded);
        One.SendUdpV6(GatewayV6, 4000, 53, [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. encoded, 0, 28, 0, 1]);
        byte[] packet = One.Link.NextIpv6(IpProtocol.Udp);
        byte[] address = new byte[IpAddress.V6Length];
        Two.AddressV6.WriteV6(address);
        Assert.That(IpAddress.ReadV6(packet.AsSpan(8)), Is.EqualTo(GatewayV6));
        Assert.That(packet.AsSpan(Transport).IndexOf(address), Is.Positive);
    }

    [Test]
    public async Task Newcomers_are_announced_and_neighbours_are_answered_for()
    {
        await StartAsync();
        byte[] announced = One.Link.NextIpv6(IpProtocol.Icmpv6, Icmpv6Type.NeighborAdvertisement);
        Assert.That(IpAddress.ReadV6(announced.AsSpan(Transport + 8)), Is.EqualTo(Two.AddressV6));
        Solicit(One, One.AddressV6, Two.AddressV6);
        byte[] answer = NextAbout(One, Two.AddressV6);
        Assert.That(answer.AsSpan(Transport + 26, MacAddress.Length).ToArray(), Is.EqualTo(Octets(Two.Mac)));
        Solicit(One, One.AddressV6, GatewayV6);
        answer = NextAbout(One, GatewayV6);
        Assert.That(answer.AsSpan(Transport + 26, MacAddress.Length).ToArray(), Is.EqualTo(Octets(NodeOptions.UsualMac)));
    }

    [Test]
    public async Task An_endpoint_may_send_from_the_address_that_it_makes_itself_and_from_no_other()
    {
        await StartAsync();
        IpAddress own = IpAddress.InterfaceV6(SubnetV6.Address.High, One.Mac);
        One.SendUdpV6(Two.AddressV6, 5000, 1, [1], Two.Mac, SubnetV6.At(99));
        One.SendUdpV6(Two.AddressV6, 5000, 2, [1], Two.Mac, own);
        byte[] heard = Two.Link.NextIpv6(IpProtocol.Udp);
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(heard.AsSpan(Transport + 2)), Is.EqualTo(2));
        Assert.That(await Network.CountersAsync(), Does.Contain(new CounterSnapshot("switch.drops", "bad-source", 1)));
    }

    [TestCase(false, 1800)]
    [TestCase(true, 0)]
    public async Task What_the_router_says_is_what_the_network_is(bool isInternal, int lifetime)
    {
        Options = Options with { Internal = isInternal };
        await StartAsync();
        SolicitRouter();
        byte[] packet = One.Link.NextIpv6(IpProtocol.Icmpv6, Icmpv6Type.RouterAdvertisement);
        _ = Icmpv6View.TryCreate(packet.AsSpan(Transport), out Icmpv6View view);
        Assert.That(RouterAdvertisement.TryParse(view, out RouterAdvertisement said), Is.EqualTo(WireError.None));
        Assert.That(IpAddress.ReadV6(packet.AsSpan(8)), Is.EqualTo(NodeLocal));
        Assert.That((said.RouterLifetime, said.ManagedAddresses), Is.EqualTo(((ushort)lifetime, true)));
        Assert.That((said.Options.Prefix!.Value.Prefix, said.Options.Prefix.Value.Autonomous), Is.EqualTo((SubnetV6, true)));
    }

    /// <summary>What the router says later shows that it has said nothing before.</summary>
    [Test]
    public async Task A_router_that_does_not_advertise_itself_is_not_heard_of()
    {
        Options = Options with { AdvertisesRouter = false };
        await StartAsync();
        SolicitRouter();
        Solicit(One, One.AddressV6, GatewayV6);
        byte[] packet;
        do
        {
            packet = One.Link.NextIpv6(IpProtocol.Icmpv6);
            Assert.That(packet[Transport], Is.Not.EqualTo((byte)Icmpv6Type.RouterAdvertisement));
        }
        while (IpAddress.ReadV6(packet.AsSpan(8)) != GatewayV6);
    }

    [Test]
    public async Task What_cannot_be_attached_is_refused_with_a_reason()
    {
        await StartAsync();
        FakeContainer other = new(13, FakeLink.Offloading);
        IpAddress[] refused = [One.AddressV6, GatewayV6, SubnetV6.Address, new(0x2001_0DB8_0000_0000, 1), IpAddress.InterfaceV6(SubnetV6.Address.High, Two.Mac)];
        foreach (IpAddress address in refused)
        {
            EndpointOptions options = other.Options with { AddressV6 = address };
            Assert.That(await Network.AttachAsync(options, other.Link, "tap"), Does.Contain(address.ToString()));
        }

        Assert.That(await Network.AttachAsync(other.Options with { AddressV6 = null }, other.Link, "tap"), Is.Null);
        EndpointSnapshot made = (await Network.EndpointsAsync()).Single(static one => one.Options.Id == "id13");
        Assert.That(made.Options.AddressV6, Is.EqualTo(IpAddress.InterfaceV6(SubnetV6.Address.High, other.Mac)));
    }

    [Test]
    public async Task A_client_of_a_published_port_is_led_to_the_address_of_its_own_family()
    {
        await StartAsync();
        PortForward wish = new(ForwardProtocol.Tcp, new SocketEndpoint(IpAddress.LoopbackV6, 0), new SocketEndpoint(IpAddress.AnyV4, 80));
        ForwardResult result = await Network.PublishAsync("id12", wish);
        using TcpClient client = new(AddressFamily.InterNetworkV6);
        await client.ConnectAsync(IPAddress.IPv6Loopback, result.Published!.Forward.Host.Port);
        byte[] syn = Two.Link.NextIpv6(IpProtocol.Tcp);
        Assert.That(IpAddress.ReadV6(syn.AsSpan(8)), Is.EqualTo(GatewayV6));
        Assert.That(IpAddress.ReadV6(syn.AsSpan(24)), Is.EqualTo(Two.AddressV6));
        Assert.That((await Network.FlowsAsync()).Select(static flow => flow.Endpoint), Is.EqualTo((string[])["c12"]));
        Assert.That(await Network.DetachAsync("id12"), Is.True);
        Assert.That(async () => await client.GetStream().ReadAsync(new byte[1]), Throws.InstanceOf<System.IO.IOException>());
    }

    [Test]
    public async Task The_gateways_services_are_the_nodes_and_the_rest_is_the_hosts()
    {
        FakeHostInterface host = new(null);
        Options = Options with { HostInterface = "netkit7" };
        await StartAsync(host);
        Assert.That((host.Settings!.AddressV6, host.Settings.SubnetV6), Is.EqualTo(((IpAddress?)GatewayV6, (IpPrefix?)SubnetV6)));
        One.SendUdpV6(GatewayV6, 4000, 53, [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, (byte)'c', (byte)'1', (byte)'2', 0, 0, 28, 0, 1]);
        _ = One.Link.NextIpv6(IpProtocol.Udp);
        One.SendUdpV6(GatewayV6, 5000, 8001, [1]);
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(host.Host.NextIpv6(IpProtocol.Udp).AsSpan(Transport + 2)), Is.EqualTo(8001));
    }

    [Test]
    public async Task Nothing_leaves_an_internal_network()
    {
        Options = Options with { Internal = true };
        await StartAsync();
        One.SendUdpV6(new IpAddress(0x2001_0DB8_0000_0000, 1), 5000, 9, [1]);
        byte[] refused = One.Link.NextIpv6(IpProtocol.Icmpv6, Icmpv6Type.DestinationUnreachable);
        Assert.That(refused[Transport + 1], Is.EqualTo((byte)Icmpv6UnreachableCode.CommunicationProhibited));
    }

    private static void Solicit(FakeContainer from, IpAddress source, IpAddress target)
    {
        NeighborSolicitation question = new(target, from.Mac);
        byte[] message = new byte[question.Length];
        question.Emit(message, InternetSum.PseudoHeader(source, target.SolicitedNodeGroup, IpProtocol.Icmpv6, message.Length));
        from.SendV6(source, target.SolicitedNodeGroup, IpProtocol.Icmpv6, message, MacAddress.OfGroup(target.SolicitedNodeGroup));
    }

    private void SolicitRouter()
    {
        RouterSolicitation question = new(One.Mac);
        byte[] message = new byte[question.Length];
        IpAddress from = IpAddress.LinkLocalV6(One.Mac);
        question.Emit(message, InternetSum.PseudoHeader(from, IpAddress.AllRoutersV6, IpProtocol.Icmpv6, message.Length));
        One.SendV6(from, IpAddress.AllRoutersV6, IpProtocol.Icmpv6, message, MacAddress.OfGroup(IpAddress.AllRoutersV6));
    }

    private static byte[] NextAbout(FakeContainer container, IpAddress target)
    {
        byte[] packet;
        do
        {
            packet = container.Link.NextIpv6(IpProtocol.Icmpv6, Icmpv6Type.NeighborAdvertisement);
        }
        while (IpAddress.ReadV6(packet.AsSpan(Transport + 8)) != target || (packet[Transport + 4] & 0x40) == 0);

        return packet;
    }

    private static byte[] Octets(MacAddress mac)
    {
        byte[] octets = new byte[MacAddress.Length];
        mac.WriteTo(octets);
        return octets;
    }
}
