using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.State;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;

namespace NetKit.Daemon.Networks;

/// <summary>Published ports.</summary>
public sealed partial class NetworkManager
{
    public Task<IReadOnlyList<ForwardInfo>> ForwardsAsync() =>
        AloneAsync<IReadOnlyList<ForwardInfo>>(() => [.. _forwards.Values.Select(InfoOf)]);

    /// <summary>Publishes all of the ports of the endpoint that a person names, or none.</summary>
    public Task<Answer<IReadOnlyList<ForwardInfo>>> PublishAsync(string? to, IReadOnlyList<PublishedPort> ports) =>
        AloneAsync<Answer<IReadOnlyList<ForwardInfo>>>(async () =>
        {
            Answer<Tuple<NetworkEntry, EndpointEntry>> asked = to is null ? TheOnlyEndpoint() : FindEndpoint(to);
            return asked.TryGet(out Tuple<NetworkEntry, EndpointEntry>? found, out Refusal? refusal)
                ? await PublishAloneAsync(found.Item1, found.Item2, ports, Origin.User).ConfigureAwait(false)
                : refusal;
        });

    /// <summary>Publishes the ports that dockerd orders. Those it ordered before for the endpoint are closed first: it repeats itself.</summary>
    public Task<Refusal?> PublishForDockerAsync(string networkId, string endpointId, IReadOnlyList<PublishedPort> ports) => AloneAsync(async () =>
    {
        if (!Find(networkId, endpointId).TryGet(out Tuple<NetworkEntry, EndpointEntry>? found, out Refusal? refusal))
        {
            return refusal;
        }

        await CloseOfDockerAsync(found.Item1, endpointId).ConfigureAwait(false);
        return (await PublishAloneAsync(found.Item1, found.Item2, ports, Origin.Docker).ConfigureAwait(false)).Refusal;
    });

    /// <summary>Closes the ports that dockerd ordered for an endpoint.</summary>
    public Task<bool> UnpublishForDockerAsync(string networkId, string endpointId) => AloneAsync(async () =>
    {
        if (_networks.TryGetValue(networkId, out NetworkEntry? network))
        {
            await CloseOfDockerAsync(network, endpointId).ConfigureAwait(false);
        }

        return network is not null;
    });

    /// <summary>Null, or why not.</summary>
    public Task<Refusal?> UnpublishAsync(int id) => AloneAsync(async () =>
    {
        if (!_forwards.TryGetValue(id, out ForwardEntry? forward))
        {
            return Refusal.NotFound($"There is no published port {id}: 'netkit forward ls' lists them.");
        }

        NetworkEntry? network = _networks.GetValueOrDefault(forward.Record.NetworkId);
        if (IsFile(forward.Record) && network is not null)
        {
            // Nobody else would remove the file of a socket that is on no record any more.
            await CloseAsync(network, forward).ConfigureAwait(false);
        }

        if (Forget(forward) is { } notKept)
        {
            return notKept;
        }

        if (network is not null)
        {
            await CloseAsync(network, forward).ConfigureAwait(false);
        }

        return null;
    });

    private static string IdText(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static string Text(ForwardRecord record) => HostOf(record).ToString();

    private static AddressAndPort HostOf(ForwardRecord record) => new(record.HostAddress, record.HostPort, record.HostPath);

    /// <summary>It makes a file on the host, which outlives a process that is killed.</summary>
    private static bool IsFile(ForwardRecord record) => record is { HostPath: not null, Direction: ForwardDirection.In };

    private ForwardInfo InfoOf(ForwardEntry forward)
    {
        ForwardRecord record = forward.Record;
        NetworkEntry? network = _networks.GetValueOrDefault(record.NetworkId);
        EndpointRecord? endpoint = network?.Endpoints.GetValueOrDefault(record.EndpointId)?.Record;
        return new ForwardInfo(
            record.Id,
            record.Protocol,
            HostOf(record),
            new AddressAndPort(
                (record.Direction == ForwardDirection.Out ? network?.Record.Gateway : endpoint?.Address) ?? string.Empty, record.ContainerPort),
            forward.RuntimeId is not null ? "listening" : forward.Problem is null ? "waiting" : "failed",
            network?.Record.Name,
            endpoint?.Name ?? record.EndpointName,
            OriginName(record.Origin),
            forward.Problem,
            record.Direction);
    }

    private Answer<Tuple<NetworkEntry, EndpointEntry>> TheOnlyEndpoint()
    {
        Tuple<NetworkEntry, EndpointEntry>[] all =
            [.. _networks.Values.SelectMany(static network => network.Endpoints.Values.Select(endpoint => Tuple.Create(network, endpoint)))];
        return all.Length == 1 ? all[0] : Refusal.Invalid($"The daemon has {all.Length} endpoints: choose one with --to.");
    }

    /// <summary>A port that a person published under an id's beginning waits, later, for the name.</summary>
    private void RenameForwards(EndpointRecord endpoint)
    {
        foreach (ForwardEntry forward in _forwards.Values.Where(one => one.Record.EndpointId == endpoint.Id))
        {
            ForwardRecord renamed = forward.Record with { EndpointName = endpoint.Name };
            if (renamed != forward.Record && TryKeep(() => _store.Forwards.Save(IdText(renamed.Id), renamed)) is null)
            {
                forward.Record = renamed;
            }
        }
    }

    private async Task CloseOfDockerAsync(NetworkEntry network, string endpointId)
    {
        foreach (ForwardEntry forward in _forwards.Values
            .Where(one => one.Record.Origin == Origin.Docker && one.Record.EndpointId == endpointId).ToArray())
        {
            _ = Forget(forward);
            await CloseAsync(network, forward).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a published port out of memory and off the disk; <see cref="CloseAsync"/> follows.</summary>
    private Refusal? Forget(ForwardEntry forward)
    {
        if (Strike(forward) is { } notKept)
        {
            return notKept;
        }

        Events.Publish("forward", "remove", IdText(forward.Record.Id), forward.Record.EndpointName, Text(forward.Record));
        return null;
    }

    /// <summary>The same without a word to anybody.</summary>
    private Refusal? Strike(ForwardEntry forward)
    {
        Refusal? notKept = TryKeep(() => _store.Forwards.Remove(IdText(forward.Record.Id)));
        _ = notKept is null && _forwards.Remove(forward.Record.Id);
        return notKept;
    }

    private static async Task CloseAsync(NetworkEntry network, ForwardEntry forward)
    {
        if (forward.RuntimeId is { } id && network.Runtime is { } runtime)
        {
            forward.RuntimeId = null;
            _ = await runtime.UnpublishAsync(id).ConfigureAwait(false);
        }
    }

    /// <summary>A new container of an old name gets the ports that a person published for the old one.</summary>
    private async Task PublishWaitingAsync(NetworkEntry network, EndpointEntry endpoint)
    {
        foreach (ForwardEntry forward in _forwards.Values.ToArray())
        {
            bool isForIt = forward.RuntimeId is null && forward.Record.NetworkId == network.Record.Id
                && (forward.Record.EndpointId == endpoint.Record.Id || forward.Record.EndpointName == endpoint.Record.Name);
            if (isForIt)
            {
                await ReopenAsync(network, endpoint, forward).ConfigureAwait(false);
            }
        }
    }

    private async Task ReopenAsync(NetworkEntry network, EndpointEntry endpoint, ForwardEntry forward)
    {
        ForwardRecord record = forward.Record with { EndpointId = endpoint.Record.Id, EndpointName = endpoint.Record.Name };
        PortForward wanted = new(
            record.Protocol == PortProtocol.Udp ? ForwardProtocol.Udp : ForwardProtocol.Tcp,
            new SocketEndpoint(Address(record.HostAddress), (ushort)record.HostPort),
            new SocketEndpoint(Address(endpoint.Record.Address), (ushort)record.ContainerPort))
        {
            SocketPath = record.HostPath,
            IsOutward = record.Direction == ForwardDirection.Out,
        };
        ForwardResult result = await network.Runtime!.PublishAsync(endpoint.Record.Id, wanted).ConfigureAwait(false);
        forward.RuntimeId = result.Published?.Id;
        forward.Problem = result.Failure;
        if (result.Failure is { } failure)
        {
            LogNotPublished(endpoint.Record.Name, failure);
        }
        else if (record != forward.Record)
        {
            forward.Record = record;
            _ = TryKeep(() => _store.Forwards.Save(IdText(record.Id), record));
        }
    }
}
