using System;
using System.Collections.Generic;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// All connections of a node: finds the one a segment belongs to, keeps their deadlines, and gives out in turn what they
/// have to send. It knows no IP: segments come in with the <see cref="FlowKey"/> they were found under and leave with it.
/// </summary>
/// <remarks>
/// Bounds: <see cref="TcpSettings.MaximumConnections"/>, <see cref="TcpSettings.MaximumHalfOpen"/>, and the pool's budget, of
/// which every connection reserves its receive window. What is beyond them costs a counter; what is there goes on.
/// </remarks>
public sealed class TcpLayer
{
    private const int MaximumStrayResets = 256;

    // RFC 6528 §3: the clock of initial sequence numbers ticks every 4 microseconds.
    private const long TicksPerSequence = 40;

    private readonly Dictionary<FlowKey, TcpConnection> _connections;
    private readonly DeadlineQueue<TcpConnection> _deadlines = new();
    private readonly OutputQueue _output = new();
    private readonly Queue<StrayReset> _resets = new();
    private readonly BufferPool _pool;
    private readonly KeyedHash _hash;
    private readonly LinkUse _use;
    private TcpConnection? _last;
    private TcpConnection? _speaker;
    private int _halfOpen;

    public TcpLayer(TcpSettings settings, BufferPool pool, ulong seed)
    {
        Settings = settings;
        _pool = pool;
        _use = new LinkUse(settings);
        _hash = new KeyedHash(seed, ~seed * 0x9E37_79B9_7F4A_7C15);
        _connections = new Dictionary<FlowKey, TcpConnection>(new FlowKeyComparer(_hash));
    }

    public TcpSettings Settings { get; }

    public TcpCounters Counters { get; } = new();

    internal BufferPool Pool => _pool;

    /// <summary>
    /// The shortest round trip of all connections; zero before the first sample. All peers are on one link, so it holds for those too that
    /// only receive and have nothing but their handshake to go by.
    /// </summary>
    internal TimeSpan ShortestRoundTrip { get; private set; }

    /// <summary>The largest window to promise to a peer at the moment, in octets.</summary>
    internal int LargestPromise => ShortestRoundTrip < TcpSettings.LocalRoundTrip ? _use.LargestPromise : int.MaxValue;

    /// <summary>The most to queue for a peer at the moment, in octets.</summary>
    internal int LargestQueue => ShortestRoundTrip < TcpSettings.LocalRoundTrip ? _use.LargestQueue : int.MaxValue;

    /// <summary>
    /// Octets to move each way at the moment before looking who else has something to say: fewer where a conversation is under way beside a
    /// bulk transfer.
    /// </summary>
    public int OctetsPerTurn => _use.OctetsPerTurn;

    /// <summary>A conversation is under way beside a bulk transfer.</summary>
    internal bool IsMixed => _use.IsMixed;

    /// <summary>Somebody may have something to send.</summary>
    internal bool HasOutput => _resets.Count > 0 || _output.TryPeek(out _);

    /// <summary>
    /// What <see cref="ITcpHandler.OnData"/> shows lies where the garbage collector leaves it: until <see cref="ITcpHandler.OnRelease"/> its address may
    /// be kept for a system call.
    /// </summary>
    public bool IsDataPinned { get; internal set; }

    /// <summary>Connections now, those in TIME-WAIT included.</summary>
    public int Count => _connections.Count;

    /// <summary>Octets that all queues together have promised to hold, of <see cref="BufferPool.Budget"/>.</summary>
    public long Reserved => _pool.Reserved;

    /// <summary>Octets of the buffers that hold something now.</summary>
    public long Rented => _pool.Rented;

    public IEnumerable<TcpConnection> Connections => _connections.Values;

    /// <summary>When <see cref="Expire"/> has something to do.</summary>
    public Instant Deadline => _deadlines.Earliest;

    /// <summary>Begins a connection to the peer; null when it exists already, or there is no room for another.</summary>
    public TcpConnection? Connect(Instant now, FlowKey key)
    {
        TcpConnection? connection = TryMake(now, key, isInbound: false);
        if (connection is not null)
        {
            connection.Open();
            Schedule(connection);
        }

        return connection;
    }

    /// <summary>True while a connection between these ends exists: the pair of ports cannot be used again.</summary>
    public bool IsInUse(in FlowKey key) => _connections.ContainsKey(key);

    /// <summary>Takes in a segment whose checksum is right; <paramref name="isMarked"/>: a router was congested (CE, RFC 3168 §5).</summary>
    internal void Receive<THandler>(
        Instant now, in FlowKey key, in TcpHeader header, ReadOnlySpan<byte> payload, bool isMarked, ref THandler handler)
        where THandler : struct, ITcpHandler
    {
        Counters.SegmentsIn++;
        TcpConnection? connection = Find(key);
        if (connection is null || IsNewIncarnation(connection, header))
        {
            OnUnknown(now, key, header, payload.Length, connection, ref handler);
            return;
        }

        if (payload.Length > 0)
        {
            _use.NoteArrival(now, payload.Length, ref connection.Use);
        }

        TcpArrival arrival = connection.OnSegment(now, header, payload, isMarked, out ReadOnlySpan<byte> direct);
        if ((arrival & TcpArrival.Opened) != 0)
        {
            handler.OnOpened(connection);
        }

        // The owner may have dropped the connection while it was being told of the news.
        if ((arrival & TcpArrival.Direct) != 0 && connection.State != TcpState.Closed)
        {
            int taken = handler.OnData(connection, direct);
            if (connection.State != TcpState.Closed)
            {
                arrival |= connection.OnTaken(now, direct, taken);
            }
        }

        Tell(connection, arrival, ref handler);
        if ((arrival & TcpArrival.Stray) != 0)
        {
            OweResetFor(key, header, payload.Length);
        }

        _deadlines.WakeBy(connection, connection.Deadline);
    }

    /// <summary>Does what is due.</summary>
    internal void Expire<THandler>(Instant now, ref THandler handler)
        where THandler : struct, ITcpHandler
    {
        while (_deadlines.TryTakeDue(now, out TcpConnection connection))
        {
            TcpArrival arrival = connection.OnExpired(now);
            Tell(connection, arrival, ref handler);
            _deadlines.WakeBy(connection, connection.Deadline);
        }
    }

    /// <summary>
    /// The next segment that somebody has to send. When the link has taken it, say so with <see cref="OnSent"/>; otherwise it
    /// will be prepared again.
    /// </summary>
    internal bool TryPrepare(Instant now, out TcpSegment segment, out FlowKey key)
    {
        if (_resets.TryPeek(out StrayReset reset))
        {
            key = reset.Key;
            segment = new TcpSegment { Header = reset.ToHeader() };
            return true;
        }

        while (_output.TryPeek(out TcpConnection? connection))
        {
            if (connection.OutputCredit > 0 && connection.TryPrepare(now, out segment))
            {
                _speaker = connection;
                key = connection.Key;
                return true;
            }

            _output.Pass();

            // Having nothing to send may have armed a timer: the peer's window is closed.
            _deadlines.WakeBy(connection, connection.Deadline);
        }

        segment = default;
        key = default;
        return false;
    }

    /// <summary>The link has taken what <see cref="TryPrepare"/> gave out last.</summary>
    internal void OnSent(Instant now, scoped in TcpSegment segment)
    {
        if (_resets.TryDequeue(out _))
        {
            Counters.ResetsOut++;
            Counters.SegmentsOut++;
            return;
        }

        TcpConnection connection = _speaker!;
        connection.OnSent(now, segment);
        connection.OutputCredit -= segment.PayloadLength;
        if (segment.PayloadLength > 0)
        {
            _use.NoteDeparture(now, segment.PayloadLength, ref connection.Use);
        }

        _deadlines.WakeBy(connection, connection.Deadline);
    }

    /// <summary>A router could not pass on a segment of this flow; see <see cref="TcpConnection.OnPathMtu"/>.</summary>
    internal bool OnPathMtu(in FlowKey key, SeqNum sequence, int segmentSize) =>
        _connections.TryGetValue(key, out TcpConnection? connection) && connection.OnPathMtu(sequence, segmentSize);

    internal void NoteRoundTrip(TimeSpan shortest)
    {
        if (ShortestRoundTrip == TimeSpan.Zero || shortest < ShortestRoundTrip)
        {
            ShortestRoundTrip = shortest;
        }
    }

    internal void Schedule(TcpConnection connection) => _output.Add(connection);

    /// <summary>A datagram arrived or was sent beside the connections.</summary>
    internal void NoteDatagram(Instant now, int octets) => _use.NoteDatagram(now, octets);

    /// <summary>The peer can be reached now: SYNs that went nowhere go again.</summary>
    internal void ReopenTo(IpAddress remote)
    {
        foreach (TcpConnection connection in _connections.Values)
        {
            if (connection.State == TcpState.SynSent && connection.Key.Remote == remote)
            {
                connection.Reopen();
            }
        }
    }

    internal void OnAnswered() => _halfOpen--;

    internal void OweReset(in FlowKey key, SeqNum sequence, SeqNum? acknowledgment)
    {
        if (_resets.Count < MaximumStrayResets)
        {
            _resets.Enqueue(new StrayReset(key, sequence, acknowledgment));
        }
    }

    internal void Remove(TcpConnection connection, TcpCloseReason reason)
    {
        if (connection.State == TcpState.Closed)
        {
            return;
        }

        _halfOpen -= connection.IsAwaitingAnswer ? 1 : 0;
        _ = _connections.Remove(connection.Key);
        _deadlines.Remove(connection);
        _last = null;
        connection.Release(reason);
        Counters.Closed++;
    }

    private static void Tell<THandler>(TcpConnection connection, TcpArrival arrival, ref THandler handler)
        where THandler : struct, ITcpHandler
    {
        // A connection that the owner dropped in between is news to nobody.
        bool isAlive = connection.CloseReason != TcpCloseReason.Aborted;
        if ((arrival & TcpArrival.Queued) != 0 && isAlive)
        {
            handler.OnReadable(connection);
            isAlive = connection.CloseReason != TcpCloseReason.Aborted;
        }

        if ((arrival & TcpArrival.Acknowledged) != 0 && isAlive && connection.State != TcpState.Closed)
        {
            handler.OnSendSpace(connection);
            isAlive = connection.CloseReason != TcpCloseReason.Aborted;
        }

        if ((arrival & TcpArrival.PeerClosed) != 0 && isAlive)
        {
            handler.OnPeerClosed(connection);
            isAlive = connection.CloseReason != TcpCloseReason.Aborted;
        }

        if ((arrival & TcpArrival.Closed) != 0 && isAlive)
        {
            handler.OnClosed(connection, connection.CloseReason);
        }
    }

    private TcpConnection? Find(in FlowKey key)
    {
        if (_last is { } last && last.Key == key)
        {
            return last;
        }

        if (_connections.TryGetValue(key, out TcpConnection? connection))
        {
            _last = connection;
        }

        return connection;
    }

    private void OnUnknown<THandler>(
        Instant now, in FlowKey key, in TcpHeader header, int payloadLength, TcpConnection? predecessor, ref THandler handler)
        where THandler : struct, ITcpHandler
    {
        const TcpFlags Decisive = TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Reset | TcpFlags.Fin;
        if ((header.Flags & Decisive) != TcpFlags.Syn)
        {
            OweResetFor(key, header, payloadLength);
            return;
        }

        TcpConnection? connection = _halfOpen < Settings.MaximumHalfOpen ? TryMake(now, key, isInbound: true, predecessor) : null;
        if (connection is null)
        {
            Counters.SynsDropped++;
            return;
        }

        _halfOpen++;
        connection.OnRequest(now, header);
        handler.OnConnectRequest(connection);
        _deadlines.WakeBy(connection, connection.Deadline);
    }

    // RFC 9293 §3.6.1, RFC 6191: a SYN that cannot be an old duplicate ends TIME-WAIT.
    private bool IsNewIncarnation(TcpConnection connection, in TcpHeader header)
    {
        bool isNew = connection.State == TcpState.TimeWait
            && (header.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Reset)) == TcpFlags.Syn
            && connection.IsBehind(header);
        if (isNew)
        {
            Remove(connection, TcpCloseReason.Finished);
        }

        return isNew;
    }

    private TcpConnection? TryMake(Instant now, in FlowKey key, bool isInbound, TcpConnection? predecessor = null)
    {
        if (_connections.Count >= Settings.MaximumConnections)
        {
            return null;
        }

        // RFC 6528 §3: unguessable from outside, ahead of an earlier incarnation's.
        ulong secret = key.HashWith(_hash);
        SeqNum initial = new((uint)secret + (uint)(now.Ticks / TicksPerSequence));
        if (predecessor is not null)
        {
            // RFC 9293 §3.6.1 (1): the clock alone falls behind a fast connection.
            initial = SeqNum.Max(initial, predecessor.NextSequence);
        }

        TcpConnection connection = new(this, _pool, key, initial, (uint)(secret >> 32), isInbound);
        return connection.TryReserve() && _connections.TryAdd(key, connection) ? connection : Abandon(connection);
    }

    private static TcpConnection? Abandon(TcpConnection connection)
    {
        connection.Release(TcpCloseReason.Aborted);
        return null;
    }

    // RFC 9293 §3.5.2, group 1: a RST is never answered.
    private void OweResetFor(in FlowKey key, in TcpHeader header, int payloadLength)
    {
        if ((header.Flags & TcpFlags.Reset) != 0)
        {
            return;
        }

        if ((header.Flags & TcpFlags.Ack) != 0)
        {
            OweReset(key, header.Acknowledgment, null);
            return;
        }

        int length = payloadLength + ((header.Flags & TcpFlags.Syn) != 0 ? 1 : 0) + ((header.Flags & TcpFlags.Fin) != 0 ? 1 : 0);
        OweReset(key, default, header.Sequence + length);
    }

    private sealed class FlowKeyComparer(KeyedHash hash) : IEqualityComparer<FlowKey>
    {
        public bool Equals(FlowKey x, FlowKey y) => x == y;

        public int GetHashCode(FlowKey key) => (int)key.HashWith(hash);
    }
}
