using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>The way out: headers in one small buffer, payload where it lies.</summary>
public sealed partial class IpNode<TDevice>
{
    private const byte DefaultTimeToLive = 64;
    private const int LargestHeaders = EthernetHeader.Length + Ipv6Header.Length + TcpHeader.MaximumLength;

    // Reused for every frame.
    private readonly byte[] _frame = GC.AllocateUninitializedArray<byte>(LargestHeaders, pinned: true);
    private readonly byte[] _icmp;
    private ushort _identification;

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
    private void SendWhole(MacAddress mac, in IpHeader ip, ReadOnlySpan<byte> transport, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        if (!FitsLink(ip))
        {
            SendFragments(mac, ip, transport, payload, ref device);
            return;
        }

        Span<byte> headers = _frame.AsSpan(0, EthernetHeader.Length + ip.Length + transport.Length);
        EmitHeaders(headers, mac, ip);
        _ = Send(headers, payload, default, default, ref device);
    }

    private bool FitsLink(in IpHeader ip) => ip.Length + ip.PayloadLength <= _link.Mtu;

    private void EmitHeaders(Span<byte> frame, MacAddress mac, in IpHeader ip)
    {
        Span<byte> packet = frame[EthernetHeader.Length..];
        if (ip.IsV4)
        {
            new EthernetHeader(mac, _options.Mac, EtherType.Ipv4).Emit(frame);
            ip.ToV4(_identification++).Emit(packet);
        }
        else
        {
            new EthernetHeader(mac, _options.Mac, EtherType.Ipv6).Emit(frame);
            ip.ToV6().Emit(packet);
        }
    }

    private void SendFragments(
        MacAddress mac, in IpHeader ip, ReadOnlySpan<byte> transport, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        if (!ip.IsV4)
        {
            SendFragmentsV6(mac, ip, transport, payload, ref device);
            return;
        }

        Span<byte> headers = stackalloc byte[EthernetHeader.Length + Ipv4Header.MinimumLength];
        new EthernetHeader(mac, _options.Mac, EtherType.Ipv4).Emit(headers);
        foreach (Ipv4Fragment fragment in new Ipv4Fragmenter(ip.ToV4(_identification++), transport, payload, _link.Mtu))
        {
            fragment.Header.Emit(headers[EthernetHeader.Length..]);
            _ = Send(headers, fragment.Payload, fragment.PayloadRest, default, ref device);
        }
    }

    private void SendFragmentsV6(
        MacAddress mac, in IpHeader ip, ReadOnlySpan<byte> transport, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        if (_v6 is not { } v6)
        {
            return;
        }

        Span<byte> headers = stackalloc byte[EthernetHeader.Length + Ipv6Fragment.LongestHeaders];
        new EthernetHeader(mac, _options.Mac, EtherType.Ipv6).Emit(headers);
        uint identification = v6.NextIdentification(ip.Source, ip.Destination);
        foreach (Ipv6Fragment fragment in new Ipv6Fragmenter(ip.ToV6(), transport, payload, identification, _link.Mtu))
        {
            int length = fragment.Emit(headers[EthernetHeader.Length..]);
            _ = Send(headers[..(EthernetHeader.Length + length)], fragment.Payload, fragment.PayloadRest, default, ref device);
        }
    }

    // The first piece has an even number of octets unless there is a second one that wraps at an odd place: then the second
    // piece's octets stand at odd positions, and its sum is swapped (RFC 1071 §2(B)).
    private static InternetSum SumOf(InternetSum headers, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest) =>
        headers.Add(payload).Add(payload.Length % 2 == 0 ? InternetSum.Of(rest) : InternetSum.Of(rest).Swapped);
}
