using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;

namespace NetKit.Daemon.Networks;

/// <summary>What the data plane sees, with the names of networks and endpoints.</summary>
public sealed partial class NetworkManager
{
    public async Task<IReadOnlyList<FlowInfo>> FlowsAsync()
    {
        List<FlowInfo> flows = [];
        foreach ((NetworkInfo network, INetworkRuntime runtime) in await RunningAsync().ConfigureAwait(false))
        {
            Dictionary<string, string> names = await NamesAsync(network.Id).ConfigureAwait(false);
            foreach (FlowInfo flow in ControlMapping.ToMessage(await runtime.FlowsAsync().ConfigureAwait(false)).Flows)
            {
                flows.Add(flow with { Network = network.Name, Endpoint = names.GetValueOrDefault(flow.Container.Address) });
            }
        }

        return flows;
    }

    /// <summary>Counters of each network, by its name.</summary>
    public async Task<IReadOnlyList<(string Network, IReadOnlyList<CounterSnapshot> Counters)>> CountersAsync()
    {
        List<(string, IReadOnlyList<CounterSnapshot>)> all = [];
        foreach ((NetworkInfo network, INetworkRuntime runtime) in await RunningAsync().ConfigureAwait(false))
        {
            all.Add((network.Name, await runtime.CountersAsync().ConfigureAwait(false)));
        }

        return all;
    }

    /// <summary>Traffic of each endpoint, with its network's and its own name.</summary>
    public async Task<IReadOnlyList<(string Network, string Endpoint, EndpointTraffic Traffic)>> TrafficAsync()
    {
        List<(string, string, EndpointTraffic)> all = [];
        IReadOnlyList<EndpointInfo> endpoints = await EndpointsAsync().ConfigureAwait(false);
        Dictionary<string, string> names = endpoints.ToDictionary(static one => one.Id!, static one => one.Name);
        foreach ((NetworkInfo network, INetworkRuntime runtime) in await RunningAsync().ConfigureAwait(false))
        {
            foreach (EndpointTraffic traffic in await runtime.TrafficAsync().ConfigureAwait(false))
            {
                all.Add((network.Name, names.GetValueOrDefault(traffic.EndpointId, traffic.EndpointId), traffic));
            }
        }

        return all;
    }

    /// <summary>The data planes are asked without the gate: whoever looks must not hold up whoever changes.</summary>
    private Task<(NetworkInfo Network, INetworkRuntime Runtime)[]> RunningAsync() => AloneAsync(() => _networks.Values
        .Where(static one => one.Runtime is not null)
        .Select(static one => (InfoOf(one), one.Runtime!))
        .OrderBy(static one => one.Item1.Name, StringComparer.Ordinal)
        .ToArray());

    private Task<Dictionary<string, string>> NamesAsync(string networkId) => AloneAsync(() =>
        _networks.TryGetValue(networkId, out NetworkEntry? network)
            ? network.Endpoints.Values
                .SelectMany(static one => ((string?[])[one.Record.Address, one.Record.AddressV6]).OfType<string>().Select(address => (address, one.Record.Name)))
                .ToDictionary(static one => one.address, static one => one.Name)
            : []);
}
