using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>ARP: requests are answered in the name of those who are registered (RFC 826).</summary>
public sealed partial class FrameSwitch
{
    // An advertisement is the longer of the two answers: 14 + 40 + 32 octets.
    private readonly byte[] _answer = new byte[EthernetHeader.Length + Ipv6Header.Length + 32];
    private int _answerLength;

    /// <summary>The frame to send back for <see cref="SwitchAction.Answer"/>; valid until the next frame is judged.</summary>
    public ReadOnlySpan<byte> Answer => _answer.AsSpan(0, _answerLength);

    /// <summary>
    /// Writes the frame that tells everybody where an endpoint is (RFC 5227 §2.3, RFC 4861 §7.2.6); it is valid until the next frame is judged.
    /// </summary>
    public ReadOnlySpan<byte> Announce(SwitchPort port, IpAddress address)
    {
        MacAddress mac = port.Options.Mac;
        if (address.IsV4)
        {
            Write(new ArpHeader(ArpOperation.Request, mac, address, default, address), MacAddress.Broadcast);
        }
        else
        {
            WriteAdvertisement(mac, address, IpAddress.AllNodesV6, null);
        }

        return Answer;
    }

    private SwitchVerdict JudgeArp(Instant now, SwitchPort from, in EthernetView frame)
    {
        if (ArpView.TryCreate(frame.Payload, out ArpView view) is not WireError.None
            || ArpHeader.TryParse(view, out ArpHeader packet) is not WireError.None)
        {
            return SwitchVerdict.Drop(SwitchDropReason.Malformed);
        }

        if (!IsLawfulSender(from, frame.Source, packet))
        {
            return SwitchVerdict.Drop(SwitchDropReason.BadSource);
        }

        if (packet.SenderIp == packet.TargetIp)
        {
            // It tells the others, and the node, where it is.
            return Limited(now, from, from.Kind is SwitchPortKind.Host ? SwitchAction.ToPorts : SwitchAction.ToAll);
        }

        if (packet.Operation is ArpOperation.Request)
        {
            return JudgeRequest(now, from, packet);
        }

        return frame.Destination.IsMulticast
            ? SwitchVerdict.Drop(SwitchDropReason.Unanswered)
            : Route(now, from, frame.Destination);
    }

    private SwitchVerdict JudgeRequest(Instant now, SwitchPort from, in ArpHeader packet)
    {
        if (IsOfNode(packet.TargetIp))
        {
            return from.Kind is SwitchPortKind.Host ? SwitchVerdict.Drop(SwitchDropReason.Hairpin) : SwitchVerdict.Do(SwitchAction.ToNode);
        }

        if (_byAddress.TryGetValue(packet.TargetIp, out SwitchPort? owner))
        {
            if (owner == from)
            {
                return SwitchVerdict.Drop(SwitchDropReason.Unanswered);
            }

            Write(new ArpHeader(ArpOperation.Reply, owner.Options.Mac, packet.TargetIp, packet.SenderMac, packet.SenderIp), packet.SenderMac);
            return SwitchVerdict.Do(SwitchAction.Answer);
        }

        return _openPorts > 0 ? Limited(now, from, SwitchAction.ToOpenPorts) : SwitchVerdict.Drop(SwitchDropReason.Unanswered);
    }

    private void Write(in ArpHeader packet, MacAddress destination)
    {
        _answerLength = EthernetHeader.Length + ArpHeader.Length;
        new EthernetHeader(destination, packet.SenderMac, EtherType.Arp).Emit(_answer);
        packet.Emit(_answer.AsSpan(EthernetHeader.Length));
    }
}
