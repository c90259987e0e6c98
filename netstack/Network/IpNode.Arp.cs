using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>Who is where on the link (RFC 826).</summary>
public sealed partial class IpNode<TDevice>
{
    /// <summary>
    /// Takes what a neighbour has said about itself to another node of the same link, where several share its address: each neighbour speaks to
    /// one of them.
    /// </summary>
    public void LearnNeighbor(Instant now, IpAddress address, MacAddress mac, ref TDevice device)
    {
        _now = now;
        OnNeighbor(address, mac, ref device);
    }

    private void OnArp(in EthernetView frame, ref TDevice device)
    {
        if (ArpView.TryCreate(frame.Payload, out ArpView view) is not WireError.None
            || ArpHeader.TryParse(view, out ArpHeader packet) is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        ArpVerdict verdict = _arp.Handle(packet, _ours, out ArpHeader reply);
        if (verdict is ArpVerdict.Conflict or ArpVerdict.BadSender)
        {
            Counters.Drop(verdict is ArpVerdict.Conflict ? DropReason.AddressConflict : DropReason.BadSource);
            return;
        }

        Counters.Deliveries++;
        if (verdict is ArpVerdict.Answer)
        {
            SendArp(reply, reply.TargetMac, ref device);
        }

        if (verdict is ArpVerdict.Announcement)
        {
            _ = _neighbors.Announce(_now, packet.SenderIp, packet.SenderMac);
        }
        else if (verdict is ArpVerdict.Answer or ArpVerdict.Learn && _options.Subnet.Contains(packet.SenderIp))
        {
            OnNeighbor(packet.SenderIp, packet.SenderMac, ref device);
        }
    }

    private void OnNeighbor(IpAddress address, MacAddress mac, ref TDevice device) =>
        OnNeighborUpdate(_neighbors.Learn(_now, address, mac), address, mac, ref device);

    private void OnNeighborUpdate(NeighborUpdate update, IpAddress address, MacAddress mac, ref TDevice device)
    {
        if (update is NeighborUpdate.Added)
        {
            // What was sent while nobody knew where to was lost: it goes again at once, not when a timer finds out.
            _tcp.ReopenTo(address);
            SendHeld(address, mac, ref device);
        }
    }

    // Everybody, or one neighbour about itself.
    private void AskFor(IpAddress address, MacAddress? known, ref TDevice device)
    {
        if (!address.IsV4)
        {
            Solicit(address, known, ref device);
            return;
        }

        ArpHeader request = new(ArpOperation.Request, _options.Mac, _options.Gateway, known.GetValueOrDefault(), address);
        SendArp(request, known ?? MacAddress.Broadcast, ref device);
    }

    private void SendArp(in ArpHeader packet, MacAddress destination, ref TDevice device)
    {
        Span<byte> frame = _frame.AsSpan(0, EthernetHeader.Length + ArpHeader.Length);
        new EthernetHeader(destination, _options.Mac, EtherType.Arp).Emit(frame);
        packet.Emit(frame[EthernetHeader.Length..]);
        _ = Send(frame, default, default, default, ref device);
    }

    // True: send. False: the neighbour has been asked, and the packet is lost unless it is held.
    private bool TryResolve(IpAddress address, out MacAddress mac, ref TDevice device)
    {
        switch (_neighbors.Resolve(_now, address, out mac))
        {
            case NeighborAnswer.Known:
                return true;
            case NeighborAnswer.KnownAskAgain:
                AskFor(address, mac, ref device);
                return true;
            case NeighborAnswer.AskFirst:
                AskFor(address, null, ref device);
                break;
            default:
                break;
        }

        Counters.Unresolved++;
        return false;
    }
}
