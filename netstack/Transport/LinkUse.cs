using System;
using System.Numerics;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Transport;

/// <summary>
/// Who uses the link at the same time, and how much each may therefore have under way. Octets that a local peer may send stand in the
/// link's queue at once, and those of a turn are copied in one go: whatever somebody else sends meanwhile waits behind both.
/// </summary>
/// <remarks>
/// Looked at anew every period. A flow that carries little in one is a conversation, whose questions and answers wait for each other; one
/// that carries much is a bulk transfer, which does not mind. Among themselves bulk transfers may have long turns and a good share of a large
/// window, as both save system calls. Beside a conversation both are kept short.
/// </remarks>
internal sealed class LinkUse(TcpSettings settings)
{
    /// <summary>Octets from which on a flow is a bulk transfer, in a period: 26 Mbit/s.</summary>
    internal const int BulkOctets = 32 << 10;

    // The short one is less than a super-frame: one comes, and one goes.
    internal const int LongTurn = 512 << 10;
    internal const int ShortTurn = 32 << 10;

    // Long enough for a conversation to be noticed beside a bulk transfer, short enough to give way soon.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private Instant _start;

    // What a flow says that has never carried anything is no period.
    private int _period = 1;
    private int _receivers;
    private int _senders;
    private int _bulk;
    private int _conversations;
    private FlowUse _datagrams;

    /// <summary>A conversation is under way beside a bulk transfer.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>Octets that one connection may promise to a local peer; without limit for one that is alone.</summary>
    public int LargestPromise { get; private set; } = int.MaxValue;

    /// <summary>Octets that one connection may queue for a local peer, a power of two; without limit for one that is alone.</summary>
    public int LargestQueue { get; private set; } = int.MaxValue;

    /// <summary>Octets that a turn takes, and that it sends, before it looks who else has something.</summary>
    public int OctetsPerTurn => IsMixed ? ShortTurn : LongTurn;

    /// <summary>Payload arrived on a connection.</summary>
    public void NoteArrival(Instant now, int octets, ref FlowUse flow)
    {
        Note(now, octets, ref flow);
        if (!flow.HasReceived)
        {
            flow.HasReceived = true;
            _receivers++;
        }
    }

    /// <summary>Payload of a connection was sent.</summary>
    public void NoteDeparture(Instant now, int octets, ref FlowUse flow)
    {
        Note(now, octets, ref flow);
        if (!flow.HasSent)
        {
            flow.HasSent = true;
            _senders++;
        }
    }

    /// <summary>A datagram arrived or was sent. All of them count as one flow.</summary>
    public void NoteDatagram(Instant now, int octets) => Note(now, octets, ref _datagrams);

    private void Note(Instant now, int octets, ref FlowUse flow)
    {
        if (now - _start > Period)
        {
            Conclude(now);
        }

        if (flow.Period != _period)
        {
            flow = new FlowUse { Period = _period };
            _conversations++;
        }

        bool wasBulk = flow.Octets >= BulkOctets;
        flow.Octets += octets;
        if (!wasBulk && flow.Octets >= BulkOctets)
        {
            _conversations--;
            _bulk++;
        }
    }

    private void Conclude(Instant now)
    {
        IsMixed = _bulk > 0 && _conversations > 0;
        LargestPromise = IsMixed ? Share(settings.MixedWindow, settings.LeastMixedWindow, _receivers)
            : _receivers > 1 ? Share(settings.SharedWindow, settings.LeastSharedWindow, _receivers)
            : int.MaxValue;
        LargestQueue = _senders > 1
            ? (int)BitOperations.RoundUpToPowerOf2((uint)Share(settings.SharedQueue, settings.LeastSharedWindow, _senders))
            : int.MaxValue;
        _start = now;
        _period++;
        _receivers = _senders = _bulk = _conversations = 0;
    }

    private static int Share(int total, int least, int flows) => Math.Max(total / Math.Max(flows, 1), least);
}
