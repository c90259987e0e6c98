using System;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// One client's TCP connection to the DNS address, without the TCP: octets in, octets out. Queries may come one behind the other, and
/// answers go back in the order in which they are found (RFC 7766 §6.2.1.1, §7). Loop thread only.
/// </summary>
/// <remarks>
/// Whoever owns the connection offers what arrives to <see cref="OnData"/>, and again what was not taken once <see cref="Consume"/> has
/// been called; writes what <see cref="TryGetOutput"/> gives, also after each <see cref="Changed"/>; closes the connection when
/// <see cref="IsFinished"/>; and disposes of this whenever the connection ends. Memory is bounded: nothing is taken while
/// <see cref="MaximumWaiting"/> queries wait or <see cref="OutputLimit"/> octets are unsent.
/// </remarks>
internal sealed class DnsStream : IDnsClient, IDisposable
{
    /// <summary>Queries of one connection under way at most.</summary>
    public const int MaximumWaiting = 16;

    /// <summary>Octets that may wait to be sent before no further query is looked at; answers under way come on top.</summary>
    public const int OutputLimit = 64 << 10;

    private const int InitialCapacity = 1024;

    private readonly DnsQueryHandler _ask;
    private readonly DnsStreamFramer _framer = new();
    private byte[] _output = [];
    private int _start;
    private int _end;
    private int _waiting;
    private long _nextToken;
    private bool _hasEnded;
    private bool _isBroken;
    private bool _isDisposed;

    /// <param name="ask">Where queries go.</param>
    /// <param name="now">The time.</param>
    public DnsStream(DnsQueryHandler ask, Instant now)
    {
        _ask = ask;
        LastActive = now;
    }

    /// <summary>
    /// There is output that was not there before. Called on the loop thread, from within the service: write in the next turn, not at once.
    /// </summary>
    public event Action? Changed;

    /// <summary>Queries whose answers have not been found.</summary>
    public int Waiting => _waiting;

    /// <summary>The last time that octets moved, for the owner's idle limit (RFC 7766 §6.2.3).</summary>
    public Instant LastActive { get; private set; }

    /// <summary>
    /// The connection has served its purpose: the client has ended its side, or sent what is no query, and everything is answered.
    /// </summary>
    public bool IsFinished => (_hasEnded || _isBroken) && _waiting == 0 && _start == _end;

    private bool MayAsk => !_isBroken && _waiting < MaximumWaiting && _end - _start < OutputLimit;

    /// <summary>Takes octets from the front and returns how many. Fewer than offered: more are taken after <see cref="Consume"/>.</summary>
    public int OnData(Instant now, ReadOnlySpan<byte> octets)
    {
        LastActive = now;
        int taken = 0;
        AskAll(now);
        while (taken < octets.Length && MayAsk)
        {
            taken += _framer.Write(octets[taken..]);
            AskAll(now);
        }

        // What follows something that is no query is of no use to anybody.
        return _isBroken ? octets.Length : taken;
    }

    /// <summary>The client has sent its last octet; what it has asked is still answered.</summary>
    public void OnEnd(Instant now)
    {
        AskAll(now);
        _hasEnded = true;
    }

    /// <summary>Gives what is to be sent; valid until the next call of any member.</summary>
    public bool TryGetOutput(out ReadOnlySpan<byte> octets)
    {
        octets = _output.AsSpan(_start, _end - _start);
        return !octets.IsEmpty;
    }

    /// <summary>
    /// The first <paramref name="octets"/> of the output have been sent. Queries that had to wait for that are asked now.
    /// </summary>
    public void Consume(Instant now, int octets)
    {
        LastActive = now;
        _start += octets;
        AskAll(now);
    }

    void IDnsClient.OnReply(long token, ReadOnlySpan<byte> reply)
    {
        if (_isDisposed)
        {
            return;
        }

        _waiting--;
        MakeRoom(DnsStreamFramer.PrefixLength + reply.Length);
        DnsStreamFramer.WritePrefix(_output.AsSpan(_end), reply.Length);
        reply.CopyTo(_output.AsSpan(_end + DnsStreamFramer.PrefixLength));
        _end += DnsStreamFramer.PrefixLength + reply.Length;
        Changed?.Invoke();
    }

    /// <summary>The connection is gone; answers that come later are thrown away.</summary>
    public void Dispose() => _isDisposed = true;

    private void AskAll(Instant now)
    {
        while (MayAsk && _framer.TryRead(out ReadOnlySpan<byte> message))
        {
            _waiting++;
            if (!_ask(now, message, DnsTransport.Tcp, this, _nextToken++))
            {
                _waiting--;
                _isBroken = true;
            }
        }
    }

    private void MakeRoom(int octets)
    {
        int pending = _end - _start;
        if (_end + octets <= _output.Length)
        {
            return;
        }

        if (pending + octets > _output.Length)
        {
            Array.Resize(ref _output, Math.Max(Math.Max((pending + octets) * 2, _output.Length), InitialCapacity));
        }

        _output.AsSpan(_start, pending).CopyTo(_output);
        _start = 0;
        _end = pending;
    }
}
