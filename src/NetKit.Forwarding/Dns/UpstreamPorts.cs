using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Source ports of one address family. RFC 5452 §9.2 wants a port nobody can guess for every query; here each takes a random one of
/// <see cref="Places"/> that the system chose at random and that change all the time. A forger has to hit port and id, and a socket is not
/// opened for every query.
/// </summary>
/// <remarks>
/// Queries of the same turn share their port, so that they leave with one call and their answers come with one. A forger gains nothing by it:
/// each has an id of its own, and no two ask the same (§5 there), which is what the birthday attack takes.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class UpstreamPorts(DatagramEngine engine, DnsRelay relay, SecretNumbers secrets, bool ipv6)
{
    private const int Places = 32;
    private const int MaximumTogether = 16;

    /// <summary>Ports at most that are given up and only wait for their last answers.</summary>
    private const int MaximumRetired = 32;

    private const int BufferOctets = 512 << 10;

    private readonly UpstreamSocket?[] _places = new UpstreamSocket?[Places];
    private readonly List<UpstreamSocket> _retired = [];
    private Instant _turn;
    private int _place;
    private int _together;

    /// <summary>Gives a port for one query; null when the system gives none.</summary>
    public UpstreamSocket? Take(Instant now)
    {
        ref UpstreamSocket? place = ref Choose(now);
        if (place is not null && (place.IsFresh(now) || (!place.IsIdle && _retired.Count == MaximumRetired)))
        {
            return place;
        }

        if (TryOpen(now) is { } opened)
        {
            GiveUp(place);
            place = opened;
            return opened;
        }

        return place ?? Array.Find(_places, static other => other is not null);
    }

    /// <summary>An answer has come, or is no longer waited for.</summary>
    public void Forget(UpstreamSocket socket, ushort id)
    {
        socket.Remove(id);
        if (socket.IsIdle && _retired.Remove(socket))
        {
            socket.Close();
        }
    }

    /// <summary>Closes ports that nobody uses any more.</summary>
    public void Sweep(Instant now)
    {
        foreach (ref UpstreamSocket? place in _places.AsSpan())
        {
            if (place is { IsIdle: true } && !place.IsFresh(now))
            {
                place.Close();
                place = null;
            }
        }
    }

    /// <summary>Closes all ports; nobody waits for an answer to one.</summary>
    public void Close()
    {
        foreach (UpstreamSocket? socket in _places)
        {
            socket?.Close();
        }

        Array.Clear(_places);
    }

    // The clock is read once a turn.
    private ref UpstreamSocket? Choose(Instant now)
    {
        if (now != _turn || _together == MaximumTogether)
        {
            _turn = now;
            _together = 0;
            _place = secrets.Below(Places);
        }

        _together++;
        return ref _places[_place];
    }

    private UpstreamSocket? TryOpen(Instant now)
    {
        UpstreamSocket socket = new(relay, now);
        SocketEndpoint anywhere = new(ipv6 ? default : IpAddress.AnyV4, 0);
        Errno error = HostSocketFactory.Open(engine, socket, anywhere, BufferOctets, out HostSocket? host);
        socket.Socket = host;
        return error == Errno.None ? socket : null;
    }

    private void GiveUp(UpstreamSocket? socket)
    {
        if (socket is { IsIdle: false })
        {
            _retired.Add(socket);
        }
        else
        {
            socket?.Close();
        }
    }
}
