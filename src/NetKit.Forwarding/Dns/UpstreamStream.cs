using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// The one TCP connection to an upstream server, made when it is needed, kept for a while, with queries one behind the other without
/// waiting for answers (RFC 7766 §6.2.1). Nothing here asks another query: what is lost is reported, and the relay's next turn acts on it.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UpstreamStream : IReadyHandler
{
    private const int MaximumWaiting = 256;
    private const int MaximumUnsent = 256 << 10;
    private const int ReadsPerVisit = 16;

    private readonly EventLoop _loop;
    private readonly DnsRelay _relay;
    private readonly byte[] _scratch;
    private readonly Dictionary<ushort, PendingQuery> _asked = [];
    private readonly List<KeyValuePair<ushort, PendingQuery>> _lost = [];
    private readonly Action _readOn;
    private DnsStreamFramer _framer = new();
    private byte[] _unsent = [];
    private int _start;
    private int _end;
    private Fd _fd = Fd.None;
    private bool _isConnected;

    /// <param name="loop">Watches the socket.</param>
    /// <param name="relay">Gets what comes.</param>
    /// <param name="upstream">Whom it leads to.</param>
    /// <param name="scratch">Where octets are read into; shared by all streams of the loop.</param>
    public UpstreamStream(EventLoop loop, DnsRelay relay, Upstream upstream, byte[] scratch)
    {
        _loop = loop;
        _relay = relay;
        _scratch = scratch;
        _readOn = ReadOn;
        Upstream = upstream;
    }

    public Upstream Upstream { get; }

    public bool IsOpen => _fd.IsOpen;

    public bool IsIdle => _asked.Count == 0;

    /// <summary>When a query or an answer went through it last.</summary>
    public Instant LastUsed { get; private set; }

    /// <summary>When something came from it last.</summary>
    private Instant LastHeard { get; set; }

    /// <summary>Sends a query, now or when the connection is made; false when that is not possible.</summary>
    public bool TryAsk(Instant now, PendingQuery query, SecretNumbers secrets, out ushort id)
    {
        id = 0;
        int octets = DnsStreamFramer.PrefixLength + query.Message.Length;
        if ((!IsOpen && !TryConnect()) || _asked.Count == MaximumWaiting || !TryMakeRoom(octets))
        {
            return false;
        }

        id = secrets.Next();
        while (!_asked.TryAdd(id, query))
        {
            id = secrets.Next();
        }

        DnsHeader.WriteId(query.Message, id);
        DnsStreamFramer.WritePrefix(_unsent.AsSpan(_end), query.Message.Length);
        query.Message.CopyTo(_unsent.AsSpan(_end + DnsStreamFramer.PrefixLength));
        _end += octets;
        LastUsed = now;
        if (_isConnected && !TryFlush())
        {
            _ = _asked.Remove(id);
            Lose();
            return false;
        }

        return true;
    }

    public bool TryFind(ushort id, [NotNullWhen(true)] out PendingQuery? query) => _asked.TryGetValue(id, out query);

    public void Remove(ushort id) => _ = _asked.Remove(id);

    /// <summary>
    /// A query asked at <paramref name="since"/> has got no answer. Where nothing else came either, the connection is dead.
    /// </summary>
    public void NoteSilence(Instant since)
    {
        if (IsOpen && LastHeard < since)
        {
            Lose();
        }
    }

    public void OnReady(Readiness readiness)
    {
        if (!_isConnected)
        {
            if (Sockets.PendingError(_fd) != Errno.None || (readiness & Readiness.HangUp) != 0)
            {
                Lose();
                return;
            }

            _isConnected = (readiness & Readiness.Writable) != 0;
        }

        if ((readiness & Readiness.Readable) != 0)
        {
            ReadOn();
        }

        if (_isConnected && !TryFlush())
        {
            Lose();
        }
    }

    /// <summary>Closes the connection and reports every query that waits for an answer on it.</summary>
    public void Lose()
    {
        bool wasConnected = _isConnected;
        _lost.AddRange(_asked);
        Close();
        foreach ((ushort id, PendingQuery query) in _lost)
        {
            _relay.OnLost(this, query, id, wasConnected);
        }

        _lost.Clear();
    }

    /// <summary>Closes the connection and forgets what was asked.</summary>
    public void Close()
    {
        _asked.Clear();
        _start = _end = 0;
        _isConnected = false;
        if (!IsOpen)
        {
            return;
        }

        _loop.Unregister(_fd);
        Sockets.Close(_fd);
        _fd = Fd.None;
    }

    private bool TryConnect()
    {
        if (Sockets.Open(!Upstream.Endpoint.Address.IsV4, SocketKind.Stream, out Fd fd) != Errno.None)
        {
            return false;
        }

        _ = Sockets.SetNoDelay(fd, true);
        Errno error = Sockets.StartConnect(fd, Upstream.Endpoint);
        error = error is Errno.InProgress ? Errno.None : error;
        if (error != Errno.None || _loop.Register(fd, Readiness.Readable | Readiness.Writable, this) != Errno.None)
        {
            Sockets.Close(fd);
            return false;
        }

        _fd = fd;
        _framer = new DnsStreamFramer();
        _relay.Counters.Connections++;
        return true;
    }

    /// <summary>Makes room behind what is unsent; false when that would be more than may wait.</summary>
    private bool TryMakeRoom(int octets)
    {
        int pending = _end - _start;
        if (pending + octets > MaximumUnsent)
        {
            return false;
        }

        _unsent.AsSpan(_start, pending).CopyTo(_unsent);
        _start = 0;
        _end = pending;
        if (pending + octets > _unsent.Length)
        {
            Array.Resize(ref _unsent, Math.Min(Math.Max((pending + octets) * 2, 4096), MaximumUnsent));
        }

        return true;
    }

    private bool TryFlush()
    {
        while (_end > _start)
        {
            IoResult sent = Sockets.Send(_fd, _unsent.AsSpan(_start, _end - _start));
            if (!sent.IsOk)
            {
                return sent.Error is Errno.Again or Errno.NoBufferSpace;
            }

            _start += sent.Count;
        }

        return true;
    }

    private void ReadOn()
    {
        for (int i = 0; i < ReadsPerVisit && IsOpen; i++)
        {
            IoResult read = Sockets.Receive(_fd, _scratch);
            if (read.Error == Errno.Again)
            {
                return;
            }

            // Zero octets are the end of the stream: RFC 7766 §6.2.4 has queries without an answer asked again.
            if (read.Count == 0)
            {
                Lose();
                return;
            }

            LastUsed = LastHeard = _loop.Now;
            Feed(_scratch.AsSpan(0, read.Count));
        }

        // The edge has been used up, and others want their turn.
        if (IsOpen && !_loop.Post(_readOn))
        {
            Lose();
        }
    }

    private void Feed(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            octets = octets[_framer.Write(octets)..];
            while (_framer.TryRead(out ReadOnlySpan<byte> message))
            {
                _relay.OnMessage(this, message);
            }
        }
    }
}
