using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Control.Ports;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Control;

/// <summary>Publishes several ports of one container as one: when one of them cannot be, those before it are taken back.</summary>
public sealed class PortPublisher(IpAddress container, Func<PortForward, Task<ForwardResult>> publish, Func<int, Task<bool>> unpublish)
{
    public async Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports)
    {
        List<ForwardSnapshot> published = new(ports.Count);
        foreach (PublishedPort port in ports)
        {
            ForwardResult result = await PublishFirstFreeAsync(port).ConfigureAwait(false);
            if (result.Published is null)
            {
                await TakeBackAsync(published).ConfigureAwait(false);
                return PublishResult.Refused(result.Failure ?? "The port cannot be published.");
            }

            published.Add(result.Published);
        }

        return PublishResult.Done(published);
    }

    /// <summary>A range of host ports for one container port means the first that is free, as docker has it.</summary>
    private async Task<ForwardResult> PublishFirstFreeAsync(PublishedPort port)
    {
        IpAddress hostAddress = IpAddress.From(port.EffectiveHostAddress);
        ForwardProtocol protocol = port.Protocol == PortProtocol.Udp ? ForwardProtocol.Udp : ForwardProtocol.Tcp;
        ForwardResult result = new(null, null);
        for (int hostPort = port.HostPorts.First; hostPort <= port.HostPorts.Last && result.Published is null; hostPort++)
        {
            SocketEndpoint host = new(hostAddress, (ushort)hostPort);
            SocketEndpoint target = new(container, port.ContainerPort);
            PortForward forward = new(protocol, host, target)
            {
                SocketPath = port.HostPath,
                IsOutward = port.Direction == ForwardDirection.Out,
            };
            result = await publish(forward).ConfigureAwait(false);
        }

        return result;
    }

    private async Task TakeBackAsync(List<ForwardSnapshot> published)
    {
        foreach (ForwardSnapshot one in published)
        {
            _ = await unpublish(one.Id).ConfigureAwait(false);
        }
    }
}
