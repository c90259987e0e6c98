using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tcp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>The published ports of one container. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PortTable(EventLoop loop, TcpForwarder tcp, UdpForwarder udp, HostAccess access) : IDisposable
{
    private readonly SortedDictionary<int, (PortForward Forward, IDisposable Port)> _ports = [];
    private int _lastId;

    public ForwardResult Publish(PortForward forward)
    {
        Errno error = Open(forward, out IDisposable? port, out SocketEndpoint bound);
        if (error != Errno.None || port is null)
        {
            return new ForwardResult(null, Sentence(forward, error));
        }

        int id = ++_lastId;
        PortForward real = forward with { Host = bound };
        _ports.Add(id, (real, port));
        return new ForwardResult(new ForwardSnapshot(id, real), null);
    }

    public bool Unpublish(int id)
    {
        if (!_ports.Remove(id, out (PortForward Forward, IDisposable Port) entry))
        {
            return false;
        }

        entry.Port.Dispose();
        return true;
    }

    public IReadOnlyList<ForwardSnapshot> Snapshot() =>
        [.. _ports.Select(static entry => new ForwardSnapshot(entry.Key, entry.Value.Forward))];

    public void Dispose()
    {
        foreach ((_, IDisposable port) in _ports.Values)
        {
            port.Dispose();
        }

        _ports.Clear();
    }

    private Errno Open(PortForward forward, out IDisposable? port, out SocketEndpoint bound)
    {
        Errno error;
        if (forward.Protocol == ForwardProtocol.Tcp)
        {
            error = PublishedTcpPort.Open(loop, tcp, forward.Host, forward.Container, out PublishedTcpPort? listener);
            port = listener;
            bound = listener?.Host ?? forward.Host;
            return error;
        }

        IpAddress container = forward.Container.Address;
        UdpPublication publication = new(
            forward.Host, forward.Container, (peer, local) => access.ShownClient(peer, local, container));
        error = udp.Publish(publication, out PublishedUdpPort? socket);
        port = socket;
        bound = socket?.Host ?? forward.Host;
        return error;
    }

    private static string Sentence(PortForward forward, Errno error)
    {
        string protocol = forward.Protocol == ForwardProtocol.Tcp ? "TCP" : "UDP";
        return error switch
        {
            Errno.AddressInUse => $"{protocol} port {forward.Host} is in use on this host: choose another host port with --publish.",
            Errno.AccessDenied or Errno.NotPermitted =>
                $"{protocol} port {forward.Host} may not be bound: ports below 1024 take root or a lower net.ipv4.ip_unprivileged_port_start.",
            Errno.AddressNotAvailable => $"{forward.Host.Address} is not an address of this host: {protocol} port {forward.Host.Port} cannot be published on it.",
            Errno.TooManyFiles => $"{protocol} port {forward.Host} cannot be opened: no file descriptor is left (ulimit -n).",
            _ => $"{protocol} port {forward.Host} cannot be opened ({error}).",
        };
    }
}
