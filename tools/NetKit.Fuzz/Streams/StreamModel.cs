using System;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Streams;

/// <summary>
/// What is known of a connection from outside, and what must therefore be true of every segment the node sends: it never acknowledges what was
/// not sent, never sends outside of the window, never says another octet than its owner wrote, never takes a promise back.
/// </summary>
/// <remarks>Positions count the octets of a stream from zero; the SYN stands before it, a FIN behind the last octet.</remarks>
internal sealed class StreamModel(TcpConnection connection)
{
    private readonly SaidByPeer _said = new();
    private SeqNum? _peerInitial;
    private SeqNum? _ownInitial;
    private long _peerEdge;
    private long _acknowledged;
    private long _promised;
    private sbyte _peerScale = TcpOptions.None.WindowScale;
    private sbyte _ownScale = TcpOptions.None.WindowScale;
    private long _delivered;

    public TcpConnection Connection => connection;

    /// <summary>Octets the owner has written.</summary>
    public long Written { get; private set; }

    public bool IsClosedByOwner { get; set; }

    /// <summary>Behind the last octet (or the FIN) that the node ever sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Up to where the peer's octets are acknowledged.</summary>
    public long Acknowledged => _acknowledged;

    /// <summary>The right edge of the window that the node promised.</summary>
    public long Promised => _promised;

    public long Contiguous => _said.Contiguous;

    public SeqNum PeerSeq(long position) => _peerInitial.GetValueOrDefault() + 1 + (int)position;

    public SeqNum OwnSeq(long position) => _ownInitial.GetValueOrDefault() + 1 + (int)position;

    /// <summary>Where an octet of the peer with this number stands.</summary>
    public long PeerPosition(SeqNum sequence) => _said.Contiguous + (sequence - PeerSeq(_said.Contiguous));

    /// <summary>Both windows are scaled, or none (RFC 7323 §2.2).</summary>
    private bool IsScaled => _peerScale >= 0 && _ownScale >= 0;

    /// <summary>The peer's SYN was taken.</summary>
    public void Begin(in TcpHeader syn)
    {
        _peerInitial = syn.Sequence;
        _peerScale = syn.Options.WindowScale;
        _peerEdge = Math.Max(_peerEdge, syn.Window);
    }

    public bool HasBegun => _peerInitial is not null;

    /// <summary>The peer sends a segment, whether or not it is acceptable.</summary>
    public void OnPeerSends(in TcpHeader header, int length)
    {
        if (!HasBegun)
        {
            return;
        }

        bool isSyn = (header.Flags & TcpFlags.Syn) != 0;
        long start = PeerPosition(header.Sequence) + (isSyn ? 1 : 0);
        _said.Say(start, length, (header.Flags & TcpFlags.Fin) != 0);
        if ((header.Flags & TcpFlags.Ack) != 0 && _ownInitial is not null)
        {
            long acknowledged = Sent + (header.Acknowledgment - OwnSeq(Sent));
            long window = isSyn || !IsScaled ? header.Window : (long)header.Window << _peerScale;
            if (acknowledged <= Sent)
            {
                _peerEdge = Math.Max(_peerEdge, acknowledged + window);
            }
        }
    }

    /// <summary>The owner takes octets off the stream.</summary>
    public void OnDelivered(ReadOnlySpan<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            Oracle.Holds(octets[i] == Octets.OfPeer(_delivered + i), $"octet {_delivered + i} of the stream is another one");
        }

        _delivered += octets.Length;
        Oracle.Holds(_delivered <= _said.Contiguous, $"{_delivered} octets were delivered and {_said.Contiguous} sent");
    }

    /// <summary>The owner is told that nothing comes behind what is readable.</summary>
    public void OnEnd()
    {
        long end = _delivered + connection.ReadableLength;
        Oracle.Holds(_said.EndsAt(end), $"the end was said to be at {end}, and the peer never said so");
    }

    public void OnWritten(int count) => Written += count;

    /// <summary>The node sends a segment of this connection.</summary>
    public void OnNodeSends(in TcpHeader header, ReadOnlySpan<byte> payload)
    {
        bool isSyn = (header.Flags & TcpFlags.Syn) != 0;
        if (isSyn)
        {
            Oracle.Holds(_ownInitial is null || _ownInitial == header.Sequence, "a second initial sequence number");
            Oracle.Holds(payload.IsEmpty, "a SYN with octets");
            _ownInitial = header.Sequence;
            _ownScale = header.Options.WindowScale;
        }

        if ((header.Flags & TcpFlags.Reset) != 0)
        {
            return;
        }

        Oracle.Holds(_ownInitial is not null, "a segment before the SYN");
        if (!isSyn)
        {
            CheckOctets(header, payload);
        }

        if ((header.Flags & TcpFlags.Ack) != 0)
        {
            CheckAcknowledgment(header, isSyn);
        }
    }

    private void CheckOctets(in TcpHeader header, ReadOnlySpan<byte> payload)
    {
        bool isFin = (header.Flags & TcpFlags.Fin) != 0;
        long start = Sent + (header.Sequence - OwnSeq(Sent));
        long end = start + payload.Length + (isFin ? 1 : 0);

        // A probe uses the octet before the window, and sends nothing (RFC 9293 §3.8.4).
        Oracle.Holds(start >= (payload.IsEmpty && !isFin ? -1 : 0) && start <= Sent, $"octets at {start} when {Sent} were sent");
        Oracle.Holds(payload.IsEmpty || start + payload.Length <= Written, "more octets than the owner wrote");
        Oracle.Holds(!isFin || (IsClosedByOwner && start + payload.Length == Written), "a FIN that the owner did not ask for, or not there");
        Oracle.Holds(end == start || end <= _peerEdge, $"octets up to {end} with a window that ends at {_peerEdge}");
        for (int i = 0; i < payload.Length; i++)
        {
            Oracle.Holds(payload[i] == Octets.OfNode(start + i), $"octet {start + i} is not what the owner wrote");
        }

        Sent = Math.Max(Sent, end);
    }

    private void CheckAcknowledgment(in TcpHeader header, bool isSyn)
    {
        Oracle.Holds(HasBegun, "an acknowledgement before the peer's SYN");
        long position = _said.Contiguous + (header.Acknowledgment - PeerSeq(_said.Contiguous));
        Oracle.Holds(_said.MayAcknowledge(position), $"{position} octets were acknowledged and {_said.Contiguous} sent");
        Oracle.Holds(position >= _acknowledged, $"acknowledged {_acknowledged} before and {position} now");
        long window = isSyn || !IsScaled ? header.Window : (long)header.Window << _ownScale;
        Oracle.Holds(
            isSyn || position + window + Rounding >= _promised, $"a window up to {position + window} after one up to {_promised} (RFC 9293 §3.8.6)");
        _acknowledged = position;
        _promised = Math.Max(_promised, position + window);
    }

    // A scaled window cannot say every number; and a FIN takes none of it.
    private long Rounding => (IsScaled ? (1L << _ownScale) - 1 : 0) + 1;
}
