using System;
using System.Net;
using NetKit.Control.Messages;
using NetKit.Control.Ports;

namespace NetKit.Daemon.Gvproxy;

/// <summary>What gvproxy's clients mean by a published port.</summary>
/// <param name="Port">The port; the container's is 0 where only the host's end was named.</param>
/// <param name="To">The container's address; null: there is only one.</param>
internal sealed record ExposedPort(PublishedPort Port, string? To)
{
    private const string Unix = "unix";
    private const string TcpScheme = "tcp://";

    /// <summary>Null, or what is wrong, as an answer in words.</summary>
    public static string? Read(ExposeRequest request, out ExposedPort? exposed)
    {
        string? error = ReadLocal(request, out exposed);
        if (error is not null || exposed is null)
        {
            return error;
        }

        bool isSocket = exposed.Port.HostPath is not null;
        if (isSocket && request.Remote?.StartsWith(TcpScheme, StringComparison.Ordinal) != true)
        {
            return "netkit leads a unix socket to a port only: remote must be tcp://ip:port";
        }

        string? text = isSocket ? request.Remote?[TcpScheme.Length..] : request.Remote;
        if (!HostAndPort.TryParse(text, out HostAndPort remote) || remote.Port == 0)
        {
            return isSocket ? "remote must be tcp://ip:port" : "local and remote must be ip:port";
        }

        exposed = new ExposedPort(exposed.Port with { ContainerPort = remote.Port }, remote.Host.Length == 0 ? null : remote.Host);
        return null;
    }

    /// <summary>The same of the host's end alone, which is enough to take a port back.</summary>
    public static string? ReadLocal(ExposeRequest request, out ExposedPort? exposed)
    {
        exposed = null;
        if (request.Protocol == Unix)
        {
            if (request.Local is not ['/', ..] path)
            {
                return "local must be the absolute path of a socket";
            }

            exposed = new ExposedPort(new PublishedPort(PortProtocol.Tcp, null, PortRange.Any, 0) { HostPath = path }, null);
            return null;
        }

        if (request.Protocol is not (null or "" or "tcp" or "udp"))
        {
            return $"netkit does not forward protocol {request.Protocol}";
        }

        if (!HostAndPort.TryParse(request.Local, out HostAndPort local))
        {
            return "local and remote must be ip:port";
        }

        IPAddress host = local.Host.Length == 0 ? IPAddress.Any : IPAddress.Parse(local.Host);
        PortRange range = local.Port == 0 ? PortRange.Any : new PortRange(local.Port, local.Port);
        exposed = new ExposedPort(new PublishedPort(request.Protocol == "udp" ? PortProtocol.Udp : PortProtocol.Tcp, host, range, 0), null);
        return null;
    }

    /// <summary>As gvproxy lists it.</summary>
    public static ExposeRequest ToMessage(ForwardInfo forward) => forward.Host.Path is { } path
        ? new ExposeRequest(path, TcpScheme + forward.Container, Unix)
        : new ExposeRequest(
            new HostAndPort(forward.Host.Address, (ushort)forward.Host.Port).ToString(), forward.Container.ToString(), NameOf(forward.Protocol));

    /// <summary>The protocol's name in gvproxy's words.</summary>
    public static string NameOf(PublishedPort port) => port.HostPath is not null ? Unix : NameOf(port.Protocol);

    /// <summary>Whether this is the host's end of a port that is published.</summary>
    public bool Is(ForwardInfo forward) => Port.HostPath is { } path
        ? forward.Host.Path == path && forward.Direction == ForwardDirection.In
        : forward.Host.Path is null && forward.Protocol == Port.Protocol && forward.Host.Port == Port.HostPorts.First
            && forward.Host.Address == Port.EffectiveHostAddress.ToString();

    private static string NameOf(PortProtocol protocol) => protocol == PortProtocol.Udp ? "udp" : "tcp";
}
