using System.Text;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Sample;

internal static class TwoNodes
{
    /// <summary>What the right node has heard of the left one.</summary>
    public static string Talk()
    {
        LinkPair wire = new(mtu: 1500);
        LinkEnd left = wire.Left, right = wire.Right;
        IpAddress leftAddress = IpAddress.FromV4(10, 0, 2, 2), rightAddress = IpAddress.FromV4(10, 0, 2, 3);
        IpNode<LinkEnd> leftNode = NodeAt(leftAddress, new MacAddress(0x02_00_00_00_00_02));
        IpNode<LinkEnd> rightNode = NodeAt(rightAddress, new MacAddress(0x02_00_00_00_00_03));
        StringBuilder heard = new();
        NodeEventsHandler speaker = new NodeEvents { Opened = static connection => { connection.Write("Hello."u8); connection.Close(); } }.Handler;
        NodeEventsHandler listener = new NodeEvents
        {
            Data = (_, octets) => { heard.Append(Encoding.ASCII.GetString(octets)); return octets.Length; },
            PeerClosed = static connection => connection.Close(),
        }.Handler;
        leftNode.Tcp.Connect(Instant.Zero, new FlowKey(leftAddress, 40_000, rightAddress, 80));
        for (Instant now = Instant.Zero; rightNode.Tcp.Counters.Closed == 0;)
        {
            Instant next = Instant.Min(leftNode.Poll(now, ref left, ref speaker), rightNode.Poll(now, ref right, ref listener));
            now = wire.IsIdle && next > now ? next : now;
        }

        return heard.ToString();
    }

    private static IpNode<LinkEnd> NodeAt(IpAddress address, MacAddress mac) => new(
        new NodeOptions { Mac = mac, Subnet = IpPrefix.Of(address, 24), Gateway = address, Seed = mac.Value },
        new LinkPair().Capabilities);
}
