using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// Answers ARP requests for the node's addresses (RFC 826), probes included (RFC 5227 §2.1.1). Nobody who asks for an address that is not
/// the node's gets an answer, so a host can claim every other address.
/// </summary>
public sealed class ArpResponder(MacAddress mac)
{
    /// <summary>The link address that is answered.</summary>
    public MacAddress Mac { get; } = mac;

    /// <summary>Requests that were answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Packets whose sender claimed one of our addresses.</summary>
    public long Conflicts { get; private set; }

    /// <summary>Packets whose sender cannot be one host.</summary>
    public long BadSenders { get; private set; }

    /// <summary>Packets that were not for us, our own coming back included.</summary>
    public long Ignored { get; private set; }

    /// <summary>
    /// Judges a packet. Only with <see cref="ArpVerdict.Answer"/> there is a <paramref name="reply"/>, to be sent to the sender alone.
    /// </summary>
    public ArpVerdict Handle<TSet>(in ArpHeader packet, in TSet ours, out ArpHeader reply)
        where TSet : struct, IAddressSet
    {
        reply = default;
        ArpVerdict verdict = Judge(packet, ours);
        switch (verdict)
        {
            case ArpVerdict.Answer:
                reply = new ArpHeader(ArpOperation.Reply, Mac, packet.TargetIp, packet.SenderMac, packet.SenderIp);
                Answered++;
                break;
            case ArpVerdict.Conflict:
                Conflicts++;
                break;
            case ArpVerdict.BadSender:
                BadSenders++;
                break;
            case ArpVerdict.Ignored:
                Ignored++;
                break;
            default:
                break;
        }

        return verdict;
    }

    private ArpVerdict Judge<TSet>(in ArpHeader packet, in TSet ours)
        where TSet : struct, IAddressSet
    {
        if (packet.SenderMac == Mac)
        {
            return ArpVerdict.Ignored;
        }

        if (!IsOneHost(packet))
        {
            return ArpVerdict.BadSender;
        }

        if (ours.Contains(packet.SenderIp))
        {
            return ArpVerdict.Conflict;
        }

        if (ours.Contains(packet.TargetIp))
        {
            return packet.Operation is ArpOperation.Request ? ArpVerdict.Answer : ArpVerdict.Learn;
        }

        return packet.SenderIp == packet.TargetIp && !packet.SenderIp.IsUnspecified ? ArpVerdict.Announcement : ArpVerdict.Ignored;
    }

    // The unspecified address is that of a probe; a reply comes from somebody.
    private static bool IsOneHost(in ArpHeader packet) =>
        packet.SenderMac != default && !packet.SenderMac.IsMulticast
        && !packet.SenderIp.IsMulticast && !packet.SenderIp.IsLoopback && packet.SenderIp != IpAddress.BroadcastV4
        && (packet.Operation is ArpOperation.Request || !packet.SenderIp.IsUnspecified);
}
