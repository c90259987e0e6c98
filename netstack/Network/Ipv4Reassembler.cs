using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>Puts IPv4 fragments together (RFC 791 §3.2, RFC 815, RFC 1122 §3.3.2) within <see cref="ReassemblyLimits"/>.</summary>
public sealed class Ipv4Reassembler(ReassemblyLimits limits)
{
    // RFC 1858 §3: a first fragment of TCP that ends before the flags (tmin).
    private const int ShortestTcpStart = 16;

    // RFC 3128 §2: the place from which the flags of an honest first fragment could be written over.
    private const int SecondUnit = 8;

    private readonly FragmentAssembler<Ipv4Header> _assembler = new(limits);

    public ReassemblyCounters Counters => _assembler.Counters;

    /// <summary>Datagrams held, abandoned ones included.</summary>
    public int Count => _assembler.Count;

    /// <summary>Octets of memory that fragments take up.</summary>
    public int OctetsHeld => _assembler.OctetsHeld;

    /// <summary>When <see cref="TryExpire"/> has something to do; <see cref="Instant.Never"/> when nothing is held.</summary>
    public Instant Deadline => _assembler.Deadline;

    /// <summary>
    /// Takes a fragment, of which <paramref name="header"/> was parsed. Only with <see cref="ReassemblyVerdict.Complete"/> there is a
    /// <paramref name="whole"/>, which is valid until the next call.
    /// </summary>
    public ReassemblyVerdict Add(Instant now, scoped in Ipv4View fragment, scoped in Ipv4Header header, out ReassembledDatagram whole)
    {
        whole = default;
        if (header.Protocol is IpProtocol.Tcp && IsTrick(header))
        {
            return _assembler.Refuse(ReassemblyVerdict.TinyFirst);
        }

        ReceivedFragment received = new()
        {
            Key = new FragmentKey(header.Source, header.Destination, header.Identification, header.Protocol),
            Offset = header.FragmentOffset,
            MoreFragments = header.MoreFragments,
            TrafficClass = header.TrafficClass,
            Headers = fragment.Packet[..fragment.HeaderLength],
            Payload = fragment.Payload,
        };
        ReassemblyVerdict verdict = _assembler.Add(now, received, header, out JoinedFragments<Ipv4Header> joined);
        if (verdict is ReassemblyVerdict.Complete)
        {
            Ipv4Header first = joined.First with
            {
                DontFragment = false,
                MoreFragments = false,
                PayloadLength = joined.Payload.Length,
                TrafficClass = joined.TrafficClass,
            };
            whole = new ReassembledDatagram(first, joined.Payload);
        }

        return verdict;
    }

    /// <summary>Takes out one datagram that was not complete in time; call it until it says no.</summary>
    public bool TryExpire(Instant now, out ExpiredDatagram expired) => _assembler.TryExpire(now, out expired);

    private static bool IsTrick(in Ipv4Header header) =>
        header.FragmentOffset == SecondUnit || (header.FragmentOffset == 0 && header.PayloadLength < ShortestTcpStart);
}
