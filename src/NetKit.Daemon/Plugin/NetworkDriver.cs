using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin.Messages;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Plugin;

/// <summary>
/// dockerd's network driver. Each call may come again, because dockerd repeats a call whose connection broke, and calls about different endpoints
/// come at the same time.
/// </summary>
internal sealed class NetworkDriver(NetworkManager networks, PluginSettings settings, TimeProvider clock)
{
    private const string MacOption = "com.docker.network.endpoint.macaddress";
    private const string InterfacePrefix = "nk";
    private const int InterfaceIdLength = 10;
    private const string PrefixInside = "eth";

    /// <summary>An endpoint has joined, or left; dockerd's names may be asked for, later.</summary>
    public event Action? Changed;

    public async Task<Answer<EmptyAnswer>> CreateNetworkAsync(CreateNetworkCall call)
    {
        if (!StateNames.IsValid(call.NetworkID))
        {
            return Refusal.Invalid("The network's id is none.");
        }

        if (!NetworkDriverOptions.Read(call, settings, clock.GetUtcNow()).TryGet(out NetworkRecord? record, out Refusal? refusal))
        {
            return refusal;
        }

        if (record.SubnetV6 == NetworkDriverOptions.AnyPrefix)
        {
            record = await WithFreePrefixAsync(record).ConfigureAwait(false);
        }

        Answer<NetworkInfo> created = await networks
            .CreateNetworkAsync(record with { PoolId = PoolOf(record.Subnet), PoolIdV6 = PoolOf(record.SubnetV6) })
            .ConfigureAwait(false);
        Changed?.Invoke();
        return Done(created.Refusal);
    }

    public async Task<Answer<EmptyAnswer>> DeleteNetworkAsync(NetworkCall call)
    {
        Refusal? refusal = await networks.RemoveNetworkAsync(call.NetworkID, force: true).ConfigureAwait(false);
        return Done(refusal is { Kind: RefusalKind.NotFound } ? null : refusal);
    }

    public async Task<Answer<CreateEndpointAnswer>> CreateEndpointAsync(CreateEndpointCall call)
    {
        if (!StateNames.IsValid(call.EndpointID) || call.Interface is not { Address.Length: > 0 } asked
            || !IpAddress.TryParse(NetworkDriverOptions.WithoutLength(asked.Address), out IpAddress address) || !address.IsV4)
        {
            return Refusal.Invalid("An endpoint needs an IPv4 address, and this one has none.");
        }

        bool hasV6 = !string.IsNullOrEmpty(asked.AddressIPv6);
        IpAddress addressV6 = default;
        if (hasV6 && (!IpAddress.TryParse(NetworkDriverOptions.WithoutLength(asked.AddressIPv6!), out addressV6) || addressV6.IsV4))
        {
            return Refusal.Invalid($"'{asked.AddressIPv6}' is no IPv6 address.");
        }

        bool chosen = string.IsNullOrEmpty(asked.MacAddress);
        string mac = chosen ? (MacOf(call.Options) ?? NetworkManager.MacOf(address)).ToString() : asked.MacAddress!;
        if (!MacAddress.TryParse(mac, out MacAddress parsed))
        {
            return Refusal.Invalid($"'{mac}' is no MAC address.");
        }

        Answer<EndpointRecord> created = await networks.CreateEndpointAsync(new EndpointRecord
        {
            Id = call.EndpointID,
            NetworkId = call.NetworkID,
            Name = call.EndpointID[..Math.Min(12, call.EndpointID.Length)],
            Origin = Origin.Docker,
            Address = address.ToString(),
            AddressV6 = hasV6 ? addressV6.ToString() : null,
            Mac = parsed.ToString(),
            Interface = InterfacePrefix + call.EndpointID[..Math.Min(InterfaceIdLength, call.EndpointID.Length)],
        }).ConfigureAwait(false);
        if (!created.TryGet(out EndpointRecord? record, out Refusal? refusal))
        {
            return refusal;
        }

        // dockerd takes what it has not said itself.
        string? added = hasV6 || record.AddressV6 is null ? null : $"{record.AddressV6}/{UniqueLocal.Length}";
        return new CreateEndpointAnswer(new InterfaceData(AddressIPv6: added, MacAddress: chosen ? record.Mac : null));
    }

    public async Task<Answer<EmptyAnswer>> DeleteEndpointAsync(EndpointCall call) =>
        Done(await networks.RemoveEndpointAsync(call.NetworkID, call.EndpointID).ConfigureAwait(false));

    public async Task<Answer<JoinAnswer>> JoinAsync(EndpointCall call)
    {
        if (string.IsNullOrEmpty(call.SandboxKey))
        {
            return Refusal.Invalid("Join names no sandbox.");
        }

        Answer<EndpointRecord> joined = await networks.JoinAsync(call.NetworkID, call.EndpointID, call.SandboxKey).ConfigureAwait(false);
        if (!joined.TryGet(out EndpointRecord? record, out Refusal? refusal))
        {
            return refusal;
        }

        if (!(await networks.NetworkAsync(call.NetworkID).ConfigureAwait(false)).TryGet(out NetworkInfo? network, out refusal))
        {
            return refusal;
        }

        Changed?.Invoke();

        // Without a gateway dockerd would give the container another interface, to its own bridge, for the way out.
        return new JoinAnswer(
            new InterfaceName(record.Interface, PrefixInside),
            network.Internal ? null : network.Gateway,
            network.Internal ? null : network.GatewayV6,
            DisableGatewayService: network.Internal);
    }

    public async Task<Answer<EmptyAnswer>> LeaveAsync(EndpointCall call) =>
        Done(await networks.LeaveAsync(call.NetworkID, call.EndpointID).ConfigureAwait(false));

    /// <summary>docker's order to publish ports; a refusal makes <c>docker run</c> fail with its sentence.</summary>
    public async Task<Answer<EmptyAnswer>> ProgramExternalConnectivityAsync(EndpointCall call)
    {
        if (!PortBindings.Read(call.Options, settings.PublishAddress).TryGet(out List<PublishedPort>? ports, out Refusal? refusal))
        {
            return refusal;
        }

        return Done(await networks.PublishForDockerAsync(call.NetworkID, call.EndpointID, ports).ConfigureAwait(false));
    }

    public async Task<Answer<EmptyAnswer>> RevokeExternalConnectivityAsync(EndpointCall call)
    {
        _ = await networks.UnpublishForDockerAsync(call.NetworkID, call.EndpointID).ConfigureAwait(false);
        return new EmptyAnswer();
    }

    private string? PoolOf(string? subnet) => IpPrefix.TryParse(subnet, out IpPrefix prefix) ? networks.Addresses.PoolOf(prefix) : null;

    /// <summary>A network that is there already keeps what it has: dockerd repeats itself.</summary>
    private async Task<NetworkRecord> WithFreePrefixAsync(NetworkRecord record)
    {
        NetworkInfo? known = (await networks.NetworkAsync(record.Id).ConfigureAwait(false)).Value;
        IpPrefix free = UniqueLocal.Next();
        return record with { SubnetV6 = known?.SubnetV6 ?? free.ToString(), GatewayV6 = known?.GatewayV6 ?? free.At(1).ToString() };
    }

    private static Answer<EmptyAnswer> Done(Refusal? refusal) => refusal is null ? new EmptyAnswer() : refusal;

    /// <summary>The octets in base64, as Go writes them.</summary>
    private static MacAddress? MacOf(Dictionary<string, JsonElement>? options) =>
        options is not null && options.TryGetValue(MacOption, out JsonElement value) && value.ValueKind == JsonValueKind.String
        && value.TryGetBytesFromBase64(out byte[]? octets) && octets.Length == MacAddress.Length
            ? MacAddress.Read(octets)
            : null;
}
