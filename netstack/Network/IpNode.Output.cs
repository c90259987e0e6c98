using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>The way out: headers in one small buffer, payload where it lies.</summary>
public sealed partial class IpNode<TDevice>
{
    private const byte DefaultTimeToLive = 64;
    private const int LargestHeaders = EthernetHeader.Length + Ipv4Header.MinimumLength + TcpHeader.MaximumLength;

    // Reused for every frame.
    private readonly byte[] _frame = GC.AllocateUninitializedArray<byte>(LargestHeaders, pinned: true);
    private readonly byte[] _error = GC.AllocateUninitializedArray<byte>(IcmpErrorWriter.MaximumLengthV4, pinned: true);
    private ushort _identification;

    // The datagram that waits for its receiver's link address, made on first use.
    private byte[]? _held;
    private int _heldLength;
    private HeldDatagram _heldFor;

    private SendOutcome Send(
        ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest, FrameOffload offload, ref TDevice device)
    {
        OutgoingFrame frame = new(headers, payload, rest, offload);
        SendOutcome outcome = device.Send(frame);
        if (outcome is SendOutcome.Sent)
        {
            Counters.FramesOut++;
            Counters.OctetsOut += frame.Length;
        }
        else if (outcome is not SendOutcome.Full)
        {
            Counters.Refused++;
        }

        return outcome;
    }

    // An IP packet with a complete checksum, cut where it must be. The transport header lies at its place in the frame buffer.
    private void SendWhole(MacAddress mac, in Ipv4Header ip, ReadOnlySpan<byte> transport, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        if (!Ipv4Fragmenter.Fits(ip.PayloadLength, _link.Mtu))
        {
            SendFragments(mac, ip, transport, payload, ref device);
            return;
        }

        Span<byte> headers = _frame.AsSpan(0, UdpOffset + transport.Length);
        new EthernetHeader(mac, _options.Mac, EtherType.Ipv4).Emit(headers);
        ip.Emit(headers[EthernetHeader.Length..]);
        _ = Send(headers, payload, default, default, ref device);
    }

    private void SendFragments(
        MacAddress mac, in Ipv4Header ip, ReadOnlySpan<byte> transport, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        Span<byte> headers = stackalloc byte[EthernetHeader.Length + Ipv4Header.MinimumLength];
        new EthernetHeader(mac, _options.Mac, EtherType.Ipv4).Emit(headers);
        foreach (Ipv4Fragment fragment in new Ipv4Fragmenter(ip, transport, payload, _link.Mtu))
        {
            fragment.Header.Emit(headers[EthernetHeader.Length..]);
            _ = Send(headers, fragment.Payload, fragment.PayloadRest, default, ref device);
        }
    }

    private void Hold(in UdpDatagram datagram)
    {
        _held ??= GC.AllocateUninitializedArray<byte>(Ipv4Header.MaximumPacketLength);
        datagram.Payload.CopyTo(_held);
        _heldLength = datagram.Payload.Length;
        _heldFor = new HeldDatagram(
            datagram.Source, datagram.SourcePort, datagram.Destination, datagram.DestinationPort, datagram.TimeToLive, datagram.TrafficClass);
    }

    private void SendHeld(IpAddress to, MacAddress mac, ref TDevice device)
    {
        if (_held is null || _heldFor.Destination != to)
        {
            return;
        }

        HeldDatagram held = _heldFor;
        _heldFor = default;
        SendUdpTo(mac, held.With(_held.AsSpan(0, _heldLength)), ref device);
    }

    // The first piece has an even number of octets unless there is a second one that wraps at an odd place: then the second
    // piece's octets stand at odd positions, and its sum is swapped (RFC 1071 §2(B)).
    private static InternetSum SumOf(InternetSum headers, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest) =>
        headers.Add(payload).Add(payload.Length % 2 == 0 ? InternetSum.Of(rest) : InternetSum.Of(rest).Swapped);
}
