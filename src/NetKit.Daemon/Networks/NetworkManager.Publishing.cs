using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NetKit.Daemon.State;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Services;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>A new published port: opened and on record, or neither.</summary>
public sealed partial class NetworkManager
{
    private async Task<Answer<IReadOnlyList<ForwardInfo>>> PublishAloneAsync(
        NetworkEntry network, EndpointEntry endpoint, IReadOnlyList<PublishedPort> ports, Origin origin)
    {
        if (network.Runtime is not { } runtime || !endpoint.IsAttached)
        {
            return Refusal.Conflict($"The endpoint {endpoint.Record.Name} has no interface now: start its container first.");
        }

        List<ForwardEntry> made = [];
        Refusal? failed = NoteFiles(endpoint.Record, ports, origin, made);
        if (failed is null)
        {
            PublishResult result = await OpenAsync(runtime, endpoint.Record, ports).ConfigureAwait(false);
            failed = result.IsRefused ? Refusal.Conflict(result.Refusal) : Keep(endpoint.Record, result.Published, origin, made);
        }

        if (failed is not null)
        {
            foreach (ForwardEntry forward in made)
            {
                await CloseAsync(network, forward).ConfigureAwait(false);
                _ = Strike(forward);
            }

            return failed;
        }

        foreach (ForwardEntry forward in made)
        {
            Events.Publish("forward", "create", IdText(forward.Record.Id), forward.Record.EndpointName, Text(forward.Record));
        }

        return made.ConvertAll(InfoOf);
    }

    private Task<PublishResult> OpenAsync(INetworkRuntime runtime, EndpointRecord endpoint, IReadOnlyList<PublishedPort> ports)
    {
        PortPublisher publisher = new(
            Address(endpoint.Address),
            forward => ReservedRefusal(forward) is { } reserved
                ? Task.FromResult(new ForwardResult(null, reserved))
                : runtime.PublishAsync(endpoint.Id, forward),
            runtime.UnpublishAsync);
        return publisher.PublishAsync(ports);
    }

    /// <summary>The host has the gateways of all networks, and what it listened for there the containers of that network would not reach.</summary>
    private string? ReservedRefusal(PortForward forward)
    {
        bool isGateway = forward.SocketPath is null
            && _networks.Values.Any(network => IsAt(network.Record.Gateway, forward) || IsAt(network.Record.GatewayV6, forward));
        return isGateway ? ReservedPorts.Refusal(forward.Protocol, forward.Host) : null;
    }

    private static bool IsAt(string? gateway, PortForward forward) => IpAddress.TryParse(gateway, out IpAddress address) && address == forward.Host.Address;

    /// <summary>
    /// Puts sockets on record before their files are made: whatever a kill leaves behind the next start replaces, which no other record would
    /// make it do.
    /// </summary>
    private Refusal? NoteFiles(EndpointRecord endpoint, IReadOnlyList<PublishedPort> ports, Origin origin, List<ForwardEntry> made)
    {
        Refusal? notKept = null;
        foreach (PublishedPort port in ports.Where(static one => one is { HostPath: not null, Direction: ForwardDirection.In }))
        {
            notKept ??= Keep(NewRecord(endpoint, origin) with { HostPath = port.HostPath, ContainerPort = port.ContainerPort }, null, made);
        }

        return notKept;
    }

    /// <summary>Puts what has been opened on record, in the order in which it was asked for; sockets are there already.</summary>
    private Refusal? Keep(EndpointRecord endpoint, IReadOnlyList<ForwardSnapshot> published, Origin origin, List<ForwardEntry> made)
    {
        Queue<ForwardEntry> noted = new(made);
        made.Clear();
        Refusal? notKept = null;
        foreach (ForwardSnapshot one in published)
        {
            PortForward forward = one.Forward;
            if (forward is { SocketPath: not null, IsOutward: false })
            {
                made.Add(noted.Dequeue());
                made[^1].RuntimeId = one.Id;
                continue;
            }

            ForwardRecord record = NewRecord(endpoint, origin) with
            {
                Protocol = forward.Protocol == ForwardProtocol.Udp ? PortProtocol.Udp : PortProtocol.Tcp,
                HostAddress = forward.SocketPath is null ? forward.Host.Address.ToString() : string.Empty,
                HostPort = forward.Host.Port,
                HostPath = forward.SocketPath,
                ContainerPort = forward.Container.Port,
                Direction = forward.IsOutward ? ForwardDirection.Out : ForwardDirection.In,
            };
            Refusal? failed = Keep(record, one.Id, made);
            notKept ??= failed;
        }

        return notKept;
    }

    private Refusal? Keep(ForwardRecord record, int? runtimeId, List<ForwardEntry> made)
    {
        ForwardEntry forward = new(record) { RuntimeId = runtimeId };
        made.Add(forward);
        _forwards.Add(record.Id, forward);
        return TryKeep(() => _store.Forwards.Save(IdText(record.Id), record));
    }

    private ForwardRecord NewRecord(EndpointRecord endpoint, Origin origin) => new()
    {
        Id = _forwards.Count == 0 ? 1 : _forwards.Keys.Last() + 1,
        NetworkId = endpoint.NetworkId,
        EndpointId = endpoint.Id,
        EndpointName = endpoint.Name,
        Origin = origin,
        Protocol = PortProtocol.Tcp,
        HostAddress = string.Empty,
        HostPort = 0,
        ContainerPort = 0,
    };
}
