using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>Forwards queries to upstream servers as they are and brings the answers back. Loop thread only.</summary>
/// <remarks>
/// <para>
/// Theory of operation. A query is sent to the best server; when that is silent for a while (<see cref="Upstream.Patience"/>), to the next as well, and so on
/// round and round, with twice the pause in each round. The first answer wins. A refusal (SERVFAIL, REFUSED, NOTIMP, FORMERR) makes the next server's turn
/// come at once, and is kept: if nobody does better, the client gets it as it was. After <see cref="DnsServiceOptions.AnswerWithin"/> the client gets
/// SERVFAIL.
/// </para>
/// <para>
/// An equal message that comes meanwhile waits for the same answer. That saves work, denies a forger the chances of many equal queries under way (RFC 5452 §5),
/// and ends circles: a query of ours that comes back to us through some other forwarder finds itself and is not sent again.
/// </para>
/// <para>
/// Nothing is asked from within the calls of sockets: they mark what has failed and make the query due, and the turn asks. So a failing send that reports
/// older errors of its socket cannot run into the query it was sent for.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class DnsRelay : ILoopDriver, IDisposable
{
    private const int LongestBackoff = 4;

    private readonly EventLoop _loop;
    private readonly DnsFront _front;
    private readonly DnsServiceOptions _options;
    private readonly DnsWarnings _warnings;
    private readonly UpstreamSet _servers;
    private readonly UpstreamPaths _paths;
    private readonly PendingTable _table;
    private readonly DeadlineQueue<PendingQuery> _deadlines = new();
    private readonly byte[] _reply = new byte[DnsStreamFramer.MaximumMessage];
    private readonly Action _nothing = static () => { };
    private Instant _promised = Instant.Never;

    public DnsRelay(DatagramEngine engine, DnsFront front, DnsServiceOptions options, DnsWarnings warnings)
    {
        _loop = engine.Loop;
        _front = front;
        _options = options;
        _warnings = warnings;
        _servers = new UpstreamSet(options.OwnAddresses);
        _paths = new UpstreamPaths(engine, this, options.KeepConnection);
        _table = new PendingTable(options.MaximumPending);
        _loop.AddDriver(this);
    }

    public DnsCounters Counters { get; } = new();

    /// <summary>Different queries under way.</summary>
    public int Pending => _table.Count;

    public bool HasServers => _servers.Count > 0;

    /// <summary>Takes a query that only an upstream server can answer; false when it repeats one that its client waits for already.</summary>
    public bool Forward(Instant now, scoped in DnsQueryView query, DnsTransport transport, IDnsClient client, long token)
    {
        DnsWaiter waiter = new(client, token, query.Header.Id);
        int hash = PendingTable.HashOf(query.Message);
        if (_table.Find(query.Message, transport, hash) is { } known)
        {
            return Join(now, known, query, waiter);
        }

        if (_table.Add(query.Message, transport, hash, now + _options.AnswerWithin) is not { } pending)
        {
            FailAtOnce(now, query, transport, waiter, DnsFailureReason.TableFull);
            return true;
        }

        pending.AddWaiter(waiter);
        Begin(now, pending);
        return true;
    }

    /// <summary>Takes other upstream servers. Queries under way are asked anew; what was learned of and from the old ones is forgotten.</summary>
    public void SetServers(Instant now, ImmutableArray<SocketEndpoint> servers)
    {
        bool wasKnown = _servers.IsKnown;
        bool isChanged = _servers.TryReplace(servers, out SocketEndpoint? refused);
        if (refused is { } own)
        {
            _warnings.OwnAddress(now, own);
        }

        if (!isChanged)
        {
            return;
        }

        Counters.ServerChanges += wasKnown ? 1 : 0;
        for (int i = 0; i < _table.Count; i++)
        {
            ReleaseAll(now, _table[i], isOver: false);
        }

        _paths.Close();
        _front.ForgetCache();

        // From the end: one that fails leaves the table, and the last takes its place.
        for (int i = _table.Count - 1; i >= 0; i--)
        {
            Begin(now, _table[i]);
        }
    }

    public Instant OnTurn(Instant now)
    {
        while (_deadlines.TryTakeDue(now, out PendingQuery query))
        {
            if (now >= query.Expires)
            {
                Fail(now, query, DnsFailureReason.Silent);
            }
            else if (now >= query.NextStep)
            {
                AskNext(now, query);
            }
            else
            {
                _deadlines.WakeBy(query, query.Deadline);
            }
        }

        _promised = Instant.Min(_deadlines.Earliest, _paths.Sweep(now));
        return _promised;
    }

    public ImmutableArray<DnsUpstreamSnapshot> SnapshotServers(Instant now) => [.. _servers.All.Select(upstream => upstream.Snapshot(now))];

    /// <summary>Closes all sockets. Who waits for an answer hears nothing more.</summary>
    public void Dispose()
    {
        while (_table.Count > 0)
        {
            PendingQuery query = _table[^1];
            ReleaseAll(_loop.Now, query, isOver: false);
            End(query);
            _table.Return(query);
        }

        _paths.Close();
        _loop.RemoveDriver(this);
    }

    internal void OnDatagram(UpstreamSocket socket, SocketEndpoint from, ReadOnlySpan<byte> message)
    {
        if (!TryReadReply(message, out DnsHeader header))
        {
            return;
        }

        if (!socket.TryFind(header.Id, out PendingQuery? query))
        {
            Counters.Reject(DnsRejectReason.WrongId);
            return;
        }

        ref DnsAttempt attempt = ref FindAttempt(query, header.Id, socket, null);
        if (attempt.Upstream.Endpoint != from)
        {
            Counters.Reject(DnsRejectReason.WrongSource);
            return;
        }

        Accept(query, ref attempt, message, header);
    }

    internal void OnMessage(UpstreamStream stream, ReadOnlySpan<byte> message)
    {
        if (!TryReadReply(message, out DnsHeader header))
        {
            return;
        }

        if (!stream.TryFind(header.Id, out PendingQuery? query))
        {
            Counters.Reject(DnsRejectReason.WrongId);
            return;
        }

        Accept(query, ref FindAttempt(query, header.Id, null, stream), message, header);
    }

    /// <summary>An ICMP error about a query. It is believed only when it quotes the id and names the server that the query went to.</summary>
    internal void OnError(UpstreamSocket socket, SocketEndpoint destination, ReadOnlySpan<byte> quoted)
    {
        if (DnsHeader.TryParse(quoted, out DnsHeader header) is WireError.None && socket.TryFind(header.Id, out PendingQuery? query))
        {
            ref DnsAttempt attempt = ref FindAttempt(query, header.Id, socket, null);
            if (attempt.Upstream.Endpoint == destination)
            {
                attempt.Upstream.NoteFailure(_loop.Now);
                GiveUp(query, ref attempt, DnsAttemptState.Failed);
            }
        }
    }

    /// <summary>A connection has ended before the answer came. RFC 7766 §6.2.4: the query is asked again, once.</summary>
    internal void OnLost(UpstreamStream stream, PendingQuery query, ushort id, bool wasConnected)
    {
        ref DnsAttempt attempt = ref FindAttempt(query, id, null, stream);
        bool again = wasConnected && attempt.Sends == 1;
        if (!again)
        {
            attempt.Upstream.NoteFailure(_loop.Now);
        }

        GiveUp(query, ref attempt, again ? DnsAttemptState.Unasked : DnsAttemptState.Failed);
    }

    /// <summary>The attempt that a port or connection has filed under an id: it is there as long as the id is.</summary>
    private static ref DnsAttempt FindAttempt(PendingQuery query, ushort id, UpstreamSocket? socket, UpstreamStream? stream)
    {
        Span<DnsAttempt> attempts = query.Attempts;
        int i = 0;
        while (attempts[i].Id != id || attempts[i].Socket != socket || attempts[i].Stream != stream)
        {
            i++;
        }

        return ref attempts[i];
    }

    private bool Join(Instant now, PendingQuery known, scoped in DnsQueryView query, in DnsWaiter waiter)
    {
        foreach (ref readonly DnsWaiter other in known.Waiters)
        {
            if (other == waiter)
            {
                Counters.Repeated++;
                return false;
            }
        }

        // Nobody else knows the id that was sent. A client's own is the same once in 65,536 times: then it has to ask again.
        foreach (ref readonly DnsAttempt attempt in known.Attempts)
        {
            if (attempt.State is DnsAttemptState.Waiting && attempt.Id == waiter.Id)
            {
                _warnings.Looped(now, attempt.Upstream.Endpoint);
                FailAtOnce(now, query, known.Transport, waiter, DnsFailureReason.Looped);
                return true;
            }
        }

        if (known.Waiters.Length >= _options.MaximumWaiters)
        {
            FailAtOnce(now, query, known.Transport, waiter, DnsFailureReason.TableFull);
            return true;
        }

        Counters.Joined++;
        known.AddWaiter(waiter);
        return true;
    }

    private void Begin(Instant now, PendingQuery query)
    {
        if (!_servers.IsKnown)
        {
            Plan(query, Instant.Never);
            return;
        }

        if (_servers.Count == 0)
        {
            Fail(now, query, DnsFailureReason.NoServer);
            return;
        }

        _servers.Arrange(now, query);
        if (_servers.Count > 1 && query.Attempts[0].Upstream.IsOnProbation)
        {
            // What has failed is tried again, but nobody waits for it: the next is asked in the same breath.
            Ask(now, query, ref query.Attempts[query.Step++]);
        }

        AskNext(now, query);
    }

    /// <summary>Asks the server whose turn it is, passing over those that cannot be asked.</summary>
    private void AskNext(Instant now, PendingQuery query)
    {
        int count = query.Attempts.Length;
        bool everyoneHadATurn = query.Step >= count;
        for (int left = everyoneHadATurn && !query.Refusal.IsEmpty ? 0 : count; left > 0; left--)
        {
            ref DnsAttempt attempt = ref query.Attempts[query.Step % count];
            int round = query.Step++ / count;
            if (!MayAsk(query, attempt) || !Ask(now, query, ref attempt))
            {
                continue;
            }

            Plan(query, now + attempt.Upstream.Patience(query.Transport) * (1 << Math.Min(round, LongestBackoff)));
            return;
        }

        if (!query.HasWaiting || !query.Refusal.IsEmpty)
        {
            Fail(now, query, DnsFailureReason.Unreachable);
            return;
        }

        Plan(query, Instant.Never);
    }

    // Over TCP what was sent arrives or the connection ends: there is nothing to repeat.
    private static bool MayAsk(PendingQuery query, in DnsAttempt attempt) =>
        attempt.State is DnsAttemptState.Unasked || (attempt.State is DnsAttemptState.Waiting && query.Transport is DnsTransport.Udp);

    private bool Ask(Instant now, PendingQuery query, ref DnsAttempt attempt)
    {
        if (_paths.TryAsk(now, query, ref attempt))
        {
            return true;
        }

        attempt.State = DnsAttemptState.Failed;
        attempt.Upstream.NoteFailure(now);
        return false;
    }

    private void Plan(PendingQuery query, Instant nextStep)
    {
        query.NextStep = nextStep;
        _deadlines.WakeBy(query, query.Deadline);

        // Whoever asks in a later turn than ours of the same loop turn would find the loop asleep with an older promise.
        if (_deadlines.Earliest < _promised)
        {
            _promised = _deadlines.Earliest;
            _ = _loop.Post(_nothing);
        }
    }

    /// <summary>Nothing more will come of an attempt. The next server's turn comes at once, unless all have had theirs and one may still answer.</summary>
    private void GiveUp(PendingQuery query, ref DnsAttempt attempt, DnsAttemptState state)
    {
        _paths.Release(ref attempt);
        attempt.State = state;
        if (query.HasUnasked || !query.HasWaiting)
        {
            Plan(query, _loop.Now);
        }
        else if (!query.Refusal.IsEmpty)
        {
            // Somebody has refused; the others get a little longer to do better.
            Plan(query, Instant.Min(query.NextStep, _loop.Now + attempt.Upstream.Patience(query.Transport)));
        }
    }

    private bool TryReadReply(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        bool ok = DnsHeader.TryParse(message, out header) is WireError.None && header.IsResponse;
        if (!ok)
        {
            Counters.Reject(DnsRejectReason.Malformed);
        }

        return ok;
    }

    private void Accept(PendingQuery query, ref DnsAttempt attempt, ReadOnlySpan<byte> message, in DnsHeader header)
    {
        Instant now = _loop.Now;
        switch (DnsReplyCheck.Judge(query.Message, message, header))
        {
            case DnsReplyVerdict.Stranger:
                Counters.Reject(DnsRejectReason.WrongQuestion);
                return;

            case DnsReplyVerdict.Refusal:
                NoteRefusal(now, attempt.Upstream, header.ResponseCode);
                query.KeepRefusal(message);
                GiveUp(query, ref attempt, DnsAttemptState.Failed);
                return;

            default:
                attempt.Upstream.NoteAnswer(attempt.Sends == 1 && query.Transport is DnsTransport.Udp ? now - attempt.Asked : null);
                int length = Compose(query, message);
                if (length == 0)
                {
                    Counters.Unfit++;
                    GiveUp(query, ref attempt, DnsAttemptState.Failed);
                    return;
                }

                _paths.Release(ref attempt);
                attempt.State = DnsAttemptState.Failed;
                Complete(now, query, message, length);
                return;
        }
    }

    // A server that refuses us refuses everything, so it is as good as absent; the others have tried.
    private static void NoteRefusal(Instant now, Upstream upstream, DnsResponseCode code)
    {
        if (code is DnsResponseCode.Refused)
        {
            upstream.NoteFailure(now);
        }
        else
        {
            upstream.NoteAnswer(null);
        }
    }

    private void Complete(Instant now, PendingQuery query, ReadOnlySpan<byte> message, int length)
    {
        End(query);
        ReleaseAll(now, query, isOver: true);
        if (DnsQueryView.TryCreate(query.Message, out DnsQueryView view) is WireError.None)
        {
            _front.Learn(now, view, message);
        }

        Counters.Answered += query.Waiters.Length;
        Deliver(query, length);
    }

    private void Fail(Instant now, PendingQuery query, DnsFailureReason reason)
    {
        End(query);
        ReleaseAll(now, query, isOver: true);
        int length = Compose(query, query.Refusal);
        if (length > 0)
        {
            reason = DnsFailureReason.Refused;
        }
        else if (DnsQueryView.TryCreate(query.Message, out DnsQueryView view) is WireError.None)
        {
            length = WriteFailure(view, query.Transport);
        }

        Counters.Fail(reason, query.Waiters.Length);
        _warnings.Failed(now, reason, _servers.Count, _options);
        Deliver(query, length);
    }

    private void FailAtOnce(Instant now, scoped in DnsQueryView query, DnsTransport transport, in DnsWaiter waiter, DnsFailureReason reason)
    {
        int length = WriteFailure(query, transport);
        Counters.Fail(reason, 1);
        _warnings.Failed(now, reason, _servers.Count, _options);
        waiter.Client.OnReply(waiter.Token, _reply.AsSpan(0, length));
    }

    private int WriteFailure(scoped in DnsQueryView query, DnsTransport transport) =>
        new DnsReplyWriter(_reply, query, DnsFront.LimitOf(query, transport), DnsHeaderBits.None).Finish(DnsResponseCode.ServerFailure);

    /// <summary>Copies a message to where it can be cut to what the client takes; 0 when there is none, or it cannot be cut.</summary>
    private int Compose(PendingQuery query, ReadOnlySpan<byte> message)
    {
        message.CopyTo(_reply);
        int length = message.Length;
        if (query.Transport is DnsTransport.Udp && length > DnsQueryView.MinimumPayload
            && DnsQueryView.TryCreate(query.Message, out DnsQueryView view) is WireError.None)
        {
            length = DnsReplyCutter.Cut(_reply.AsSpan(0, length), DnsFront.LimitOf(view, DnsTransport.Udp));
        }

        return length;
    }

    /// <summary>Everybody gets the same message but for the id. The entry is free afterwards.</summary>
    private void Deliver(PendingQuery query, int length)
    {
        Span<byte> reply = _reply.AsSpan(0, length);
        if (DnsHeader.TryParse(reply, out DnsHeader header) is WireError.None && header.IsTruncated)
        {
            Counters.Truncated += query.Waiters.Length;
        }

        foreach (ref readonly DnsWaiter waiter in query.Waiters)
        {
            DnsHeader.WriteId(reply, waiter.Id);
            waiter.Client.OnReply(waiter.Token, reply);
        }

        _table.Return(query);
    }

    private void End(PendingQuery query)
    {
        _deadlines.Remove(query);
        _table.Remove(query);
    }

    /// <summary>Stops waiting. When the query is over, servers that took longer than they usually do have failed it.</summary>
    private void ReleaseAll(Instant now, PendingQuery query, bool isOver)
    {
        foreach (ref DnsAttempt attempt in query.Attempts)
        {
            if (attempt.State is not DnsAttemptState.Waiting)
            {
                continue;
            }

            UpstreamStream? stream = attempt.Stream;
            _paths.Release(ref attempt);
            attempt.State = DnsAttemptState.Failed;
            if (isOver && now - attempt.Asked >= attempt.Upstream.Patience(query.Transport))
            {
                attempt.Upstream.NoteTimeout(now);
                if (now - attempt.Asked >= _options.AnswerWithin / 2)
                {
                    stream?.NoteSilence(attempt.Asked);
                }
            }
        }
    }
}
