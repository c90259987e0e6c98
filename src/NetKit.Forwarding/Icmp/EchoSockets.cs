using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>
/// The host sockets behind the echo flows of one family: a ping socket for each flow, or one raw socket for all. Either way the
/// host-side identifier names the flow. Errors come through the error queue, which quotes the request from its ICMP header on.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class EchoSockets(EchoForwarder forwarder, DatagramEngine engine, bool ipv6, EchoForwarderOptions options)
    : IHostSocketOwner
{
    private readonly Dictionary<ushort, EchoSession> _byIdentifier = [];
    private HostSocket? _raw;

    // A raw socket shares the identifiers with every pinging program of the host: a random beginning makes it unlikely to meet one.
    private ushort _nextIdentifier = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);

    /// <summary>What the flow opened last uses.</summary>
    public EchoSocketKind Kind { get; private set; }

    private IpAddress Outbound => ipv6 ? options.OutboundV6 : options.OutboundV4;

    /// <summary>Gives the flow a socket and an identifier on the host's side; false when the host allows neither kind of socket.</summary>
    public bool TryAttach(EchoSession session)
    {
        if (TryAttachPing(session) || TryAttachRaw(session))
        {
            _byIdentifier.Add(session.HostIdentifier, session);
            return true;
        }

        return false;
    }

    public void Detach(EchoSession session)
    {
        _ = _byIdentifier.Remove(session.HostIdentifier);
        if (session.Socket != _raw)
        {
            session.Socket?.Close();
        }
    }

    public void Close()
    {
        _raw?.Close();
        _raw = null;
    }

    void IHostSocketOwner.OnDatagram(HostSocket socket, in ReceivedDatagram datagram)
    {
        if (TryFindReply(socket, datagram, out EchoSession? session, out EchoMessage reply))
        {
            forwarder.Deliver(session!, reply, datagram.TimeToLive);
        }
        else
        {
            forwarder.Counters.Unrelated++;
        }
    }

    void IHostSocketOwner.OnError(HostSocket socket, in DatagramError error, ReadOnlySpan<byte> quoted)
    {
        if (EchoMessage.TryRead(quoted, EchoMessage.RequestType(ipv6), out EchoMessage request)
            && _byIdentifier.TryGetValue(request.Identifier, out EchoSession? session)
            && session.Key.Destination == error.Destination.Address)
        {
            forwarder.CarryError(session, request, IcmpReports.Of(error));
        }
        else
        {
            forwarder.Counters.Unrelated++;
        }
    }

    // Requests are never queued: the forwarder sees what becomes of each.
    void IHostSocketOwner.OnSent(HostSocket socket, int datagrams, long octets)
    {
    }

    void IHostSocketOwner.OnNotSent(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, Errno error, uint mtu)
    {
    }

    private bool TryFindReply(HostSocket socket, in ReceivedDatagram datagram, out EchoSession? session, out EchoMessage reply)
    {
        session = null;
        reply = default;
        ReadOnlySpan<byte> message = datagram.Payload;
        if (socket == _raw && !ipv6)
        {
            if (Ipv4View.TryCreate(message, out Ipv4View packet) != WireError.None)
            {
                return false;
            }

            message = packet.Payload;
        }

        return EchoMessage.TryRead(message, EchoMessage.ReplyType(ipv6), out reply)
            && _byIdentifier.TryGetValue(reply.Identifier, out session)
            && session.Key.Destination == datagram.From.Address;
    }

    private bool TryAttachPing(EchoSession session)
    {
        if (!options.UsePingSockets || IcmpSockets.OpenPing(ipv6, out Fd fd) != Errno.None)
        {
            return false;
        }

        // The port of a ping socket is its identifier: the container's own if no other program of the host has it.
        SocketEndpoint local = new(Outbound, session.Key.Identifier);
        Errno error = Sockets.Bind(fd, local);
        error = error == Errno.None ? error : Sockets.Bind(fd, local with { Port = 0 });
        error = error == Errno.None ? Sockets.LocalEndpoint(fd, out local) : error;

        // A flow of the raw socket may have the number, if ping sockets have only just been allowed.
        if (error != Errno.None || _byIdentifier.ContainsKey(local.Port) || Register(fd) is not { } socket)
        {
            Sockets.Close(fd);
            return false;
        }

        session.Socket = socket;
        session.HostIdentifier = local.Port;
        Kind = EchoSocketKind.Ping;
        return true;
    }

    private bool TryAttachRaw(EchoSession session)
    {
        _raw ??= OpenRaw();
        if (_raw is null)
        {
            Kind = EchoSocketKind.None;
            return false;
        }

        // There are far fewer flows than identifiers, so this ends soon.
        while (_byIdentifier.ContainsKey(_nextIdentifier))
        {
            _nextIdentifier++;
        }

        session.Socket = _raw;
        session.HostIdentifier = _nextIdentifier++;
        Kind = EchoSocketKind.Raw;
        return true;
    }

    private HostSocket? OpenRaw()
    {
        if (IcmpSockets.OpenRaw(ipv6, out Fd fd) != Errno.None)
        {
            return null;
        }

        bool ready = IcmpSockets.Filter(fd, ipv6, [EchoMessage.ReplyType(ipv6)]) == Errno.None
            && (Outbound.IsUnspecified || Sockets.Bind(fd, new SocketEndpoint(Outbound, 0)) == Errno.None);
        if (ready && Register(fd) is { } socket)
        {
            return socket;
        }

        Sockets.Close(fd);
        return null;
    }

    private HostSocket? Register(Fd fd)
    {
        _ = DatagramSockets.ReportErrors(fd, ipv6);
        _ = DatagramSockets.ReportTimeToLive(fd, ipv6);
        HostSocket socket = new(engine, this, fd, ipv6);
        return engine.Loop.Register(fd, Readiness.Readable, socket) == Errno.None ? socket : null;
    }
}
