using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

/// <summary>The gateway's address is the node's and the host's.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostPortTests : SwitchFixture
{
    private static Station Host { get; } = new(Node, Gateway, default);

    [Test]
    public void The_host_reaches_endpoints_with_the_gateways_addresses()
    {
        SwitchPort host = AddHost();
        Expect(host, Host.Tcp(One.Mac, One.Address, 40_000, 80, TcpFlags.Syn), PortOne);
        Expect(host, Host.Asks(One.Address), SwitchAction.Answer);
        Expect(host, Host.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4), SwitchAction.ToPorts);
    }

    [Test]
    public void The_host_speaks_with_no_other_address()
    {
        SwitchPort host = AddHost();
        ExpectDrop(host, (Host with { Address = IpAddress.FromV4(192, 0, 2, 1) }).Udp(One.Mac, One.Address), SwitchDropReason.BadSource);
        ExpectDrop(host, One.Udp(Two.Mac, Two.Address), SwitchDropReason.BadMac);
        ExpectDrop(host, Host.Udp(Node, Gateway), SwitchDropReason.Hairpin);
        ExpectDrop(host, Host.Asks(Service), SwitchDropReason.Hairpin);
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Host }), Is.Null, "There is one host.");
    }

    [Test]
    public void What_the_node_does_not_claim_is_the_hosts()
    {
        SwitchPort host = AddHost();
        Claim = static packet => packet.DestinationPort == 53;
        Expect(PortOne, One.Udp(Node, Gateway, 5000, 53), SwitchAction.ToNode);
        Expect(PortOne, One.Udp(Node, Gateway, 5000, 8000), host);
        Expect(PortOne, One.Tcp(Node, Gateway, 5000, 8000, TcpFlags.Syn), host);
        Expect(PortOne, One.Ping(Node, Gateway, Icmpv4Type.EchoReply), host);
        Assert.That(Asked, Is.EqualTo((GatewayPacket[])
        [
            new(IpProtocol.Udp, One.Address, 5000, 53, false, false),
            new(IpProtocol.Udp, One.Address, 5000, 8000, false, false),
            new(IpProtocol.Tcp, One.Address, 5000, 8000, true, false),
            new(IpProtocol.Icmp, One.Address, 0, 0, false, false),
        ]));
    }

    [Test]
    public void The_way_out_is_the_nodes_without_a_question()
    {
        _ = AddHost();
        Expect(PortOne, One.Tcp(Node, IpAddress.FromV4(192, 0, 2, 1), 5000, 80, TcpFlags.Syn), SwitchAction.ToNode);
        Expect(PortOne, One.Udp(Node, Service, 5000, 53), SwitchAction.ToNode);
        Expect(PortOne, One.Asks(Gateway), SwitchAction.ToNode);
        Assert.That(Asked, Is.Empty);
    }

    [Test]
    public void An_answer_to_the_host_is_known_as_one()
    {
        SwitchPort host = AddHost();
        _ = Judge(host, Host.Udp(One.Mac, One.Address, 53, 5000));
        _ = Judge(host, Host.Tcp(One.Mac, One.Address, 40_000, 80, TcpFlags.Syn));
        _ = Judge(PortOne, One.Udp(Node, Gateway, 5000, 53));
        _ = Judge(PortTwo, Two.Udp(Node, Gateway, 5000, 53));
        _ = Judge(PortOne, One.Tcp(Node, Gateway, 80, 40_000, TcpFlags.Syn | TcpFlags.Ack));
        Assert.That(Asked.ConvertAll(static packet => (packet.IsHostFlow, packet.IsRequest)), Is.EqualTo(((bool, bool)[])[(true, false), (false, false), (true, false)]));
        Assert.That(Switch.HostFlows.Contains(IpProtocol.Tcp, 40_000, One.Address, 80), Is.True);
        Assert.That(Switch.HostFlows.Contains(IpProtocol.Tcp, 40_000, Two.Address, 80), Is.False);
        Assert.That(Switch.HostFlows.Contains(IpProtocol.Tcp, 40_000, One.AddressV6, 80), Is.False);
    }

    [Test]
    public void A_later_fragment_goes_to_both()
    {
        SwitchPort host = AddHost();
        byte[] fragment = One.Ipv4(Node, Gateway, IpProtocol.Udp, new byte[16], fragmentOffset: 1480);
        Assert.That(Judge(PortOne, fragment), Is.EqualTo(new SwitchVerdict(SwitchAction.ToPortAndNode, host, SwitchDropReason.None)));
        Expect(PortOne, One.Ipv4(Node, Gateway, IpProtocol.Udp, Station.UdpOf(1, 2), more: true), host);
    }
}
