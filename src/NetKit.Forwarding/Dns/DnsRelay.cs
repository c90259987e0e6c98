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
/// Theory of operation. A query is sent to the best server; when that is silent for a while (<see cref="Upstream.Patience"/>), to the next
/// as well, and so on round and round, with twice the pause in each round. The first answer wins. A refusal (SERVFAIL, REFUSED, NOTIMP,
/// FORMERR) makes the next server's turn come at once, and is kept: if nobody does better, the client gets it as it was, at once when those
/// who are left have been silent for some time anyway. After <see cref="DnsServiceOptions.AnswerWithin"/> the client gets SERVFAIL.
/// </para>
/// <para>
/// An equal message that comes meanwhile waits for the same answer. That saves work, denies a forger the chances of many equal queries
/// under way (RFC 5452 §5), and ends circles: a query of ours that comes back to us through some other forwarder finds itself and is not
/// sent again.
/// </para>
/// <para>
/// Nothing is asked from within the calls of sockets: they mark what has failed and make the query due, and the turn asks. So a failing
/// send that reports older errors of its socket cannot run into the query it was sent for.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class DnsRelay : ILoopDriver, IDisposable
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
    private readonly DnsReplies _replies = new();
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

    /// <summary>
    /// Takes a query that only an upstream server can answer; false when it repeats one that its client waits for already.
    /// </summary>
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

    /// <summary>
    /// Takes other upstream servers. Queries under way are asked anew; what was learned of and from the old ones is forgotten.
    /// </summary>
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

        _paths.Flush();
        _promised = Instant.Min(_deadlines.Earliest, _paths.Sweep(now));
        return _promised;
    }

    public bool IsServer(IpAddress address) => _servers.IsServerOfUsualPort(address);

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
        bool isSettled = query.Step >= count && !query.Refusal.IsEmpty && !query.IsPromising;
        for (int left = isSettled ? 0 : count; left > 0; left--)
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

        if (isSettled || !query.HasWaiting)
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

    /// <summary>
    /// Nothing more will come of an attempt. The next server's turn comes at once, unless all have had theirs and one may still answer.
    /// </summary>
    private void GiveUp(PendingQuery query, ref DnsAttempt attempt, DnsAttemptState state)
    {
        _paths.Release(ref attempt);
        attempt.State = state;
        if (query.HasUnasked || !query.HasWaiting)
        {
            Plan(query, _loop.Now);
        }
        else if (!query.Refusal.IsEmpty && !query.IsPromising)
        {
            // Those who may still do better have long been silent: they get a last chance.
            Plan(query, Instant.Min(query.NextStep, _loop.Now + attempt.Upstream.Patience(query.Transport)));
        }
    }

    private void Complete(Instant now, PendingQuery query, ReadOnlySpan<byte> message)
    {
        End(query);
        ReleaseAll(now, query, isOver: true);
        if (DnsQueryView.TryCreate(query.Message, out DnsQueryView view) is WireError.None)
        {
            _front.Learn(now, view, message);
        }

        Counters.Answered += query.Waiters.Length;
        Deliver(query);
    }

    private void Fail(Instant now, PendingQuery query, DnsFailureReason reason)
    {
        End(query);
        ReleaseAll(now, query, isOver: true);
        if (_replies.TryCopy(query, query.Refusal))
        {
            reason = DnsFailureReason.Refused;
        }
        else if (DnsQueryView.TryCreate(query.Message, out DnsQueryView view) is WireError.None)
        {
            _replies.WriteFailure(view, query.Transport);
        }

        Counters.Fail(reason, query.Waiters.Length);
        _warnings.Failed(now, reason, _servers.Count, _options);
        Deliver(query);
    }

    private void FailAtOnce(Instant now, scoped in DnsQueryView query, DnsTransport transport, in DnsWaiter waiter, DnsFailureReason reason)
    {
        _replies.WriteFailure(query, transport);
        Counters.Fail(reason, 1);
        _warnings.Failed(now, reason, _servers.Count, _options);
        _replies.Deliver([waiter]);
    }

    /// <summary>Tells everybody. The entry is free afterwards.</summary>
    private void Deliver(PendingQuery query)
    {
        Counters.Truncated += _replies.IsTruncated ? query.Waiters.Length : 0;
        _replies.Deliver(query.Waiters);
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
