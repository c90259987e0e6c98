using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// One source port for queries, and which of them wait for an answer to it. The port is given up after a while, or after a number of
/// queries: what an observer learns about it is soon worth nothing.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class UpstreamSocket(DnsRelay relay, Instant opened) : IHostSocketOwner
{
    private const int MaximumUses = 256;

    private readonly Dictionary<ushort, PendingQuery> _asked = [];
    private int _uses;

    /// <summary>Set once, right after construction: socket and owner know each other.</summary>
    public HostSocket? Socket { get; set; }

    public bool IsIdle => _asked.Count == 0;

    private static TimeSpan MaximumAge => TimeSpan.FromSeconds(60);

    /// <summary>False when the port has served its time.</summary>
    public bool IsFresh(Instant now) => _uses < MaximumUses && now - opened < MaximumAge;

    /// <summary>Gives a query an id that no other has at this port.</summary>
    public ushort Add(PendingQuery query, SecretNumbers secrets)
    {
        // The table of queries is far smaller than the space of ids, so this ends soon.
        ushort id = secrets.Next();
        while (!_asked.TryAdd(id, query))
        {
            id = secrets.Next();
        }

        _uses++;
        return id;
    }

    public void Remove(ushort id) => _ = _asked.Remove(id);

    public bool TryFind(ushort id, [NotNullWhen(true)] out PendingQuery? query) => _asked.TryGetValue(id, out query);

    public void Close() => Socket?.Close();

    public void OnDatagram(HostSocket socket, in ReceivedDatagram datagram)
    {
        ReadOnlySpan<byte> rest = datagram.Payload;
        int size = datagram.SegmentSize == 0 ? rest.Length : datagram.SegmentSize;
        do
        {
            int length = Math.Min(size, rest.Length);
            relay.OnDatagram(this, datagram.From, rest[..length]);
            rest = rest[length..];
        }
        while (!rest.IsEmpty);
    }

    public void OnError(HostSocket socket, in DatagramError error, ReadOnlySpan<byte> quoted) =>
        relay.OnError(this, error.Destination, quoted);

    public void OnSent(HostSocket socket, int datagrams, long octets)
    {
    }

    public void OnNotSent(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, Errno error, uint mtu)
    {
        // A full buffer is a datagram lost: the repetition takes care of it.
        if (error is Errno.Again or Errno.NoBufferSpace)
        {
            return;
        }

        ReadOnlySpan<byte> rest = payload;
        int size = target.SegmentSize == 0 ? rest.Length : target.SegmentSize;
        for (; !rest.IsEmpty; rest = rest[Math.Min(size, rest.Length)..])
        {
            relay.OnError(this, target.To, rest);
        }
    }
}
