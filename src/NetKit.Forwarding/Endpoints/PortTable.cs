using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Services;
using NetKit.Forwarding.Tcp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>The published ports of one network. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PortTable(EventLoop loop, TcpForwarder tcp, UdpForwarder udp, HostAccess access) : IDisposable
{
    private readonly SortedDictionary<int, (PortForward Forward, IDisposable Port)> _ports = [];
    private int _lastId;

    public ForwardResult Publish(PortForward forward)
    {
        string? failure = forward.SocketPath is { } path
            ? OpenSocket(forward, path, out PortForward real, out IDisposable? port)
            : OpenPort(forward, out real, out port);
        if (port is null)
        {
            return new ForwardResult(null, failure);
        }

        int id = ++_lastId;
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

    private string? OpenPort(PortForward forward, out PortForward real, out IDisposable? port)
    {
        (real, port) = (forward, null);
        if (access.IsOfNode(forward.Host.Address) && ReservedPorts.Refusal(forward.Protocol, forward.Host) is { } refusal)
        {
            return refusal;
        }

        Errno error;
        if (forward.Protocol == ForwardProtocol.Tcp)
        {
            error = PublishedTcpPort.Open(loop, tcp, forward.Host, forward.Container, out PublishedTcpPort? listener);
            port = listener;
            real = forward with { Host = listener?.Host ?? forward.Host };
        }
        else
        {
            IpAddress container = forward.Container.Address;
            UdpPublication publication = new(
                forward.Host, forward.Container, (peer, local) => access.ShownClient(peer, local, container));
            error = udp.Publish(publication, out PublishedUdpPort? socket);
            port = socket;
            real = forward with { Host = socket?.Host ?? forward.Host };
        }

        return error == Errno.None ? null : PortSentences.Of(forward, error);
    }

    private string? OpenSocket(PortForward forward, string path, out PortForward real, out IDisposable? port)
    {
        (real, port) = (forward, null);
        if (forward.IsOutward)
        {
            return OpenGatewayPort(forward, path, out real, out port);
        }

        // A look whether somebody listens there would be a client of the container, if it is this process that does.
        if (_ports.Values.Any(one => one.Forward.SocketPath == path && !one.Forward.IsOutward))
        {
            return PortSentences.Of(path, SocketFileResult.InUse);
        }

        SocketFileResult result = PublishedSocket.Open(loop, tcp, path, forward.Container, out PublishedSocket? socket);
        port = socket;
        return result == SocketFileResult.Ready ? null : PortSentences.Of(path, result);
    }

    private string? OpenGatewayPort(PortForward forward, string path, out PortForward real, out IDisposable? port)
    {
        port = null;
        SocketEndpoint gateway = access.GatewayPortOf(forward.Container);
        real = forward with { Container = gateway };
        if (ReservedPorts.Refusal(ForwardProtocol.Tcp, gateway) is { } refusal)
        {
            return refusal;
        }

        if (!access.TryAddSocket(forward.Container, path))
        {
            return $"TCP port {gateway} of the gateway leads to a socket already: choose another port, or remove that with 'netkit forward rm'.";
        }

        port = new GatewayPort(access, forward.Container);
        return null;
    }
}
