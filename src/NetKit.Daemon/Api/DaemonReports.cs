using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Control;
using NetKit.Control.Messages;
using NetKit.Daemon.Control;
using NetKit.Daemon.Networks;
using NetKit.Forwarding.Endpoints;

namespace NetKit.Daemon.Api;

/// <summary>What can only be read: flows, counters, metrics, health.</summary>
internal sealed class DaemonReports(NetworkManager networks, DaemonIdentity identity)
{
    public static Task VersionAsync(HttpContext context) => ControlAnswer.JsonAsync(
        context, new VersionInfo("netkit", DaemonIdentity.Version, ControlPaths.ApiVersion), ControlJson.Default.VersionInfo);

    public Task HealthAsync(HttpContext context) => ControlAnswer.JsonAsync(context, identity.Health, ControlJson.Default.HealthInfo);

    /// <summary>Filters: <c>network</c>, <c>endpoint</c>, <c>protocol</c>, <c>direction</c>, <c>state</c>; all of those that are given must fit.</summary>
    public async Task FlowsAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        IEnumerable<FlowInfo> flows = (await networks.FlowsAsync().ConfigureAwait(false)).Where(flow =>
            Fits(query, "network", flow.Network)
            && (Fits(query, "endpoint", flow.Endpoint) || Fits(query, "endpoint", flow.Container.Address))
            && Fits(query, "protocol", flow.Protocol)
            && Fits(query, "direction", flow.Direction)
            && Fits(query, "state", flow.State));
        await ControlAnswer.JsonAsync(context, new FlowList([.. flows]), ControlJson.Default.FlowList).ConfigureAwait(false);
    }

    /// <summary>The counters of all networks together, or of <c>?network=NAME</c>.</summary>
    public async Task StatsAsync(HttpContext context)
    {
        IEnumerable<CounterSnapshot> all = (await networks.CountersAsync().ConfigureAwait(false))
            .Where(one => Fits(context.Request.Query, "network", one.Network))
            .SelectMany(static one => one.Counters);
        CounterSnapshot[] sums =
        [
            .. all.GroupBy(static one => (one.Group, one.Name))
                .Select(static group => new CounterSnapshot(group.Key.Group, group.Key.Name, group.Sum(static one => one.Value))),
        ];
        await ControlAnswer.JsonAsync(context, ControlMapping.ToMessage(sums), ControlJson.Default.StatsInfo).ConfigureAwait(false);
    }

    public async Task MetricsAsync(HttpContext context)
    {
        MetricsText text = new();
        text.Add("netkit_info", "gauge", 1, ("version", DaemonIdentity.Version));
        text.Add("netkit_uptime_seconds", "gauge", (long)identity.Health.UptimeSeconds);
        foreach (NetworkInfo network in await networks.NetworksAsync().ConfigureAwait(false))
        {
            text.Add("netkit_network_endpoints", "gauge", network.Endpoints, ("network", network.Name));
            text.Add("netkit_network_up", "gauge", network.State == "running" ? 1 : 0, ("network", network.Name));
        }

        IReadOnlyList<ForwardInfo> forwards = await networks.ForwardsAsync().ConfigureAwait(false);
        foreach (IGrouping<string, ForwardInfo> state in forwards.GroupBy(static one => one.State))
        {
            text.Add("netkit_forwards", "gauge", state.Count(), ("state", state.Key));
        }

        foreach ((string network, string endpoint, EndpointTraffic traffic) in await networks.TrafficAsync().ConfigureAwait(false))
        {
            text.Add("netkit_endpoint_octets_total", "counter", traffic.OctetsIn, ("network", network), ("endpoint", endpoint), ("direction", "in"));
            text.Add("netkit_endpoint_octets_total", "counter", traffic.OctetsOut, ("network", network), ("endpoint", endpoint), ("direction", "out"));
            text.Add("netkit_endpoint_drops_total", "counter", traffic.Drops, ("network", network), ("endpoint", endpoint));
        }

        foreach ((string network, IReadOnlyList<CounterSnapshot> counters) in await networks.CountersAsync().ConfigureAwait(false))
        {
            foreach (CounterSnapshot counter in counters)
            {
                text.Add("netkit_events_total", "counter", counter.Value, ("network", network), ("group", counter.Group), ("name", counter.Name));
            }
        }

        context.Response.ContentType = MetricsText.MediaType;
        byte[] body = Encoding.UTF8.GetBytes(text.ToString());
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static bool Fits(IQueryCollection query, string name, string? value) =>
        !query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues wanted)
        || wanted.Any(one => string.Equals(one, value, StringComparison.OrdinalIgnoreCase));
}
