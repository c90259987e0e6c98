using System;
using System.Runtime.Versioning;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>A query that upstream servers have been asked, and everybody who waits for its answer. Used again after it has ended.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PendingQuery : IDeadlineOwner
{
    /// <summary>Upstream servers that are used at most; resolv.conf(5) knows three.</summary>
    public const int MaximumAttempts = 8;

    private readonly DnsAttempt[] _attempts = new DnsAttempt[MaximumAttempts];
    private DnsWaiter[] _waiters = new DnsWaiter[2];
    private byte[] _message = new byte[DnsQueryView.MinimumPayload];
    private byte[] _refusal = [];
    private int _length;
    private int _waiterCount;
    private int _attemptCount;
    private int _refusalLength;

    /// <summary>The client's message; its id is whatever was sent last.</summary>
    public Span<byte> Message => _message.AsSpan(0, _length);

    public ReadOnlySpan<DnsWaiter> Waiters => _waiters.AsSpan(0, _waiterCount);

    /// <summary>The upstream servers, the one to be asked first in front.</summary>
    public Span<DnsAttempt> Attempts => _attempts.AsSpan(0, _attemptCount);

    /// <summary>The first refusal that came; empty when none did.</summary>
    public ReadOnlySpan<byte> Refusal => _refusal.AsSpan(0, _refusalLength);

    public DnsTransport Transport { get; private set; }

    public int Hash { get; private set; }

    /// <summary>How many times a server has been chosen; it says who is next.</summary>
    public int Step { get; set; }

    /// <summary>When to ask the next server.</summary>
    public Instant NextStep { get; set; }

    /// <summary>When to give up.</summary>
    public Instant Expires { get; private set; }

    public Instant Deadline => Instant.Min(NextStep, Expires);

    public int QueueIndex { get; set; } = -1;

    public Instant QueuedDeadline { get; set; }

    /// <summary>Where <see cref="PendingTable"/> keeps it.</summary>
    internal int ActiveIndex { get; set; }

    /// <summary>Next of the same bucket.</summary>
    internal PendingQuery? NextInBucket { get; set; }

    public bool HasUnasked => CountOf(DnsAttemptState.Unasked) > 0;

    public bool HasWaiting => CountOf(DnsAttemptState.Waiting) > 0;

    /// <summary>A server that has been asked has answered others of late.</summary>
    public bool IsPromising
    {
        get
        {
            bool promising = false;
            foreach (ref readonly DnsAttempt attempt in Attempts)
            {
                promising |= attempt.State is DnsAttemptState.Waiting && !attempt.Upstream.IsOnProbation;
            }

            return promising;
        }
    }

    public void Start(ReadOnlySpan<byte> message, DnsTransport transport, int hash, Instant expires)
    {
        if (message.Length > _message.Length)
        {
            _message = new byte[message.Length];
        }

        message.CopyTo(_message);
        _length = message.Length;
        _waiterCount = 0;
        Transport = transport;
        Hash = hash;
        Expires = expires;
        ClearAttempts();
    }

    public void AddWaiter(in DnsWaiter waiter)
    {
        if (_waiterCount == _waiters.Length)
        {
            Array.Resize(ref _waiters, _waiterCount * 2);
        }

        _waiters[_waiterCount++] = waiter;
    }

    public void AddAttempt(Upstream upstream) => _attempts[_attemptCount++] = new DnsAttempt { Upstream = upstream };

    public void ClearAttempts()
    {
        Attempts.Clear();
        _attemptCount = 0;
        _refusalLength = 0;
        Step = 0;
        NextStep = Instant.Never;
    }

    /// <summary>Keeps what a server said in place of an answer, unless another has done so before.</summary>
    public void KeepRefusal(ReadOnlySpan<byte> reply)
    {
        if (_refusalLength > 0)
        {
            return;
        }

        if (reply.Length > _refusal.Length)
        {
            _refusal = new byte[reply.Length];
        }

        reply.CopyTo(_refusal);
        _refusalLength = reply.Length;
    }

    /// <summary>True for the same message in everything but its id, which came the same way.</summary>
    public bool Equals(ReadOnlySpan<byte> message, DnsTransport transport, int hash) =>
        Hash == hash && Transport == transport && message[sizeof(ushort)..].SequenceEqual(Message[sizeof(ushort)..]);

    /// <summary>Lets go of the clients.</summary>
    public void Clear()
    {
        _waiters.AsSpan(0, _waiterCount).Clear();
        _waiterCount = 0;
        ClearAttempts();
    }

    private int CountOf(DnsAttemptState state)
    {
        int count = 0;
        foreach (ref readonly DnsAttempt attempt in Attempts)
        {
            count += attempt.State == state ? 1 : 0;
        }

        return count;
    }
}
