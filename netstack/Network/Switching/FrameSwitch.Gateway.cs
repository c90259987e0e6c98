using System.Diagnostics.CodeAnalysis;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>Packets to the link address that the node and the host have in common.</summary>
public sealed partial class FrameSwitch
{
    private SwitchVerdict JudgeToGateway(SwitchPort from, in Ipv4View packet)
    {
        if (!MayBeOfHost(from, packet.Destination, out SwitchVerdict verdict, out SwitchPort? host))
        {
            return verdict;
        }

        return GatewayPacket.TryRead(packet, out GatewayPacket read) ? Claimed(read, host) : Unread(packet.FragmentOffset != 0, host);
    }

    private SwitchVerdict JudgeToGateway(SwitchPort from, in Ipv6View packet)
    {
        if (!MayBeOfHost(from, packet.Destination, out SwitchVerdict verdict, out SwitchPort? host))
        {
            return verdict;
        }

        return GatewayPacket.TryRead(packet, out GatewayPacket read) ? Claimed(read, host) : Unread(packet.Fragment.Offset != 0, host);
    }

    private bool MayBeOfHost(SwitchPort from, IpAddress destination, out SwitchVerdict verdict, [NotNullWhen(true)] out SwitchPort? host)
    {
        host = _host;
        verdict = from.Kind is SwitchPortKind.Host ? SwitchVerdict.Drop(SwitchDropReason.Hairpin) : SwitchVerdict.Do(SwitchAction.ToNode);
        return host is not null && from.Kind is not SwitchPortKind.Host && Claims is not null
            && (destination == _options.Gateway || destination == _options.GatewayV6);
    }

    private SwitchVerdict Claimed(in GatewayPacket read, SwitchPort host)
    {
        bool isAnswer = HostFlows.Contains(read.Protocol, read.DestinationPort, read.Source, read.SourcePort);
        return Claims!.IsOfNode(read with { IsHostFlow = isAnswer }) ? SwitchVerdict.Do(SwitchAction.ToNode) : SwitchVerdict.To(host);
    }

    // Of a later fragment nobody can tell: whoever has no first one forgets it.
    private static SwitchVerdict Unread(bool isLaterFragment, SwitchPort host) =>
        new(isLaterFragment ? SwitchAction.ToPortAndNode : SwitchAction.ToPort, host, SwitchDropReason.None);

    private void NoteHostFlow(in GatewayPacket sent, IpAddress destination)
    {
        if (sent.Protocol is IpProtocol.Tcp or IpProtocol.Udp)
        {
            HostFlows.Note(sent.Protocol, sent.SourcePort, destination, sent.DestinationPort);
        }
    }
}
