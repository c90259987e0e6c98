using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// What waits while a neighbour is asked for its link address: the last datagram, and the last message of ICMP (RFC 1122 §2.3.2.2, and
/// RFC 4861 §7.2.2, which does not leave it open). A segment of TCP need not wait: it is sent again. A host that has learned the
/// router's link address from its advertisement is not known here before the first answer to it.
/// </summary>
public sealed partial class IpNode<TDevice>
{
    // Longer answers to pings are lost.
    private const int LongestHeldMessage = 1500;

    // Both buffers are made on first use.
    private byte[]? _held;
    private int _heldLength;
    private HeldDatagram _heldFor;
    private byte[]? _heldIcmp;
    private int _heldIcmpLength;
    private IpAddress _heldIcmpFor;

    private void Hold(in UdpDatagram datagram)
    {
        _held ??= GC.AllocateUninitializedArray<byte>(Ipv4Header.MaximumPacketLength);
        datagram.Payload.CopyTo(_held);
        _heldLength = datagram.Payload.Length;
        _heldFor = new HeldDatagram(
            datagram.Source,
            datagram.SourcePort,
            datagram.Destination,
            datagram.DestinationPort,
            datagram.TimeToLive,
            datagram.TrafficClass);
    }

    // The message's header lies at its place in the frame buffer.
    private void HoldIcmp(in IpHeader ip, ReadOnlySpan<byte> message, ReadOnlySpan<byte> payload)
    {
        Span<byte> headers = _frame.AsSpan(0, EthernetHeader.Length + ip.Length + message.Length);
        EmitHeaders(headers, default, ip);
        HoldIcmp(ip.Destination, headers[EthernetHeader.Length..], payload);
    }

    // A whole packet.
    private void HoldIcmp(IpAddress to, ReadOnlySpan<byte> packet, ReadOnlySpan<byte> rest)
    {
        int length = packet.Length + rest.Length;
        if (length <= Math.Min(LongestHeldMessage, _link.Mtu))
        {
            _heldIcmp ??= GC.AllocateUninitializedArray<byte>(LongestHeldMessage);
            packet.CopyTo(_heldIcmp);
            rest.CopyTo(_heldIcmp.AsSpan(packet.Length));
            _heldIcmpLength = length;
            _heldIcmpFor = to;
        }
    }

    private void SendHeld(IpAddress to, MacAddress mac, ref TDevice device)
    {
        if (_held is not null && _heldFor.Destination == to)
        {
            HeldDatagram held = _heldFor;
            _heldFor = default;
            SendUdpTo(mac, held.With(_held.AsSpan(0, _heldLength)), ref device);
        }

        if (_heldIcmp is not null && _heldIcmpFor == to)
        {
            _heldIcmpFor = default;
            Span<byte> header = _frame.AsSpan(0, EthernetHeader.Length);
            new EthernetHeader(mac, _options.Mac, to.IsV4 ? EtherType.Ipv4 : EtherType.Ipv6).Emit(header);
            _ = Send(header, _heldIcmp.AsSpan(0, _heldIcmpLength), default, default, ref device);
        }
    }
}
