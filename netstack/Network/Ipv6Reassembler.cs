using System;
using System.Diagnostics;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>Puts IPv6 fragments together (RFC 8200 §4.5, RFC 5722, RFC 7112) within <see cref="ReassemblyLimits"/>.</summary>
public sealed class Ipv6Reassembler(ReassemblyLimits limits)
{
    private readonly FragmentAssembler<Ipv6Header> _assembler = new(limits);

    public ReassemblyCounters Counters => _assembler.Counters;

    /// <summary>Packets held, abandoned ones included.</summary>
    public int Count => _assembler.Count;

    /// <summary>Octets of memory that fragments take up.</summary>
    public int OctetsHeld => _assembler.OctetsHeld;

    /// <summary>When <see cref="TryExpire"/> has something to do; <see cref="Instant.Never"/> when nothing is held.</summary>
    public Instant Deadline => _assembler.Deadline;

    /// <summary>
    /// Takes a fragment, of which <paramref name="header"/> was parsed. Only with <see cref="ReassemblyVerdict.Complete"/> there is a
    /// <paramref name="whole"/>, which is valid until the next call.
    /// </summary>
    public ReassemblyVerdict Add(Instant now, scoped in Ipv6View fragment, scoped in Ipv6Header header, out ReassembledPacket whole)
    {
        whole = default;
        Ipv6FragmentHeader place = fragment.Fragment;
        if (place.Offset == 0 && CheckFirst(place.NextHeader, fragment.Payload) is not ReassemblyVerdict.Held and ReassemblyVerdict refused)
        {
            return _assembler.Refuse(refused);
        }

        ReceivedFragment received = new()
        {
            Key = new FragmentKey(header.Source, header.Destination, place.Identification, default),
            Offset = place.Offset,
            MoreFragments = place.MoreFragments,
            TrafficClass = header.TrafficClass,
            Headers = fragment.Packet[..fragment.HeaderLength],
            Payload = fragment.Payload,
        };
        ReassemblyVerdict verdict = _assembler.Add(now, received, header, out JoinedFragments<Ipv6Header> joined);
        if (verdict is ReassemblyVerdict.Complete)
        {
            // The chain lies in the first fragment, where it has been checked.
            WireError error = Ipv6View.TrySkipExtensions(
                joined.First.Protocol, joined.Payload, out IpProtocol protocol, out ReadOnlySpan<byte> payload);
            Debug.Assert(error is WireError.None);
            Ipv6Header first = joined.First with
            {
                Protocol = protocol,
                PayloadLength = payload.Length,
                TrafficClass = joined.TrafficClass,
            };
            whole = new ReassembledPacket(first, payload);
        }

        return verdict;
    }

    /// <summary>Takes out one packet that was not complete in time; call it until it says no.</summary>
    public bool TryExpire(Instant now, out ExpiredDatagram expired) => _assembler.TryExpire(now, out expired);

    // RFC 7112 §5: all headers, that of the transport included, are in the first fragment.
    private static ReassemblyVerdict CheckFirst(IpProtocol next, ReadOnlySpan<byte> payload)
    {
        WireError error = Ipv6View.TrySkipExtensions(next, payload, out IpProtocol protocol, out ReadOnlySpan<byte> transport);
        return error switch
        {
            WireError.None => transport.Length < ShortestHeader(protocol) ? ReassemblyVerdict.TinyFirst : ReassemblyVerdict.Held,
            WireError.Truncated => ReassemblyVerdict.TinyFirst,
            _ => ReassemblyVerdict.Malformed,
        };
    }

    private static int ShortestHeader(IpProtocol protocol) => protocol switch
    {
        IpProtocol.Tcp => TcpHeader.MinimumLength,
        IpProtocol.Udp => UdpHeader.Length,
        IpProtocol.Icmpv6 => Icmpv6Header.Length,
        _ => 0,
    };
}
