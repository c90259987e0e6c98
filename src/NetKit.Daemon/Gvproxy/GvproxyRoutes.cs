using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Forwarding.Endpoints;

namespace NetKit.Daemon.Gvproxy;

/// <summary>
/// gvproxy's API, so that its clients (podman machine, lima) need not know whom they speak to. What it answers in words is in words here too.
/// </summary>
internal sealed class GvproxyRoutes(NetworkManager networks)
{
    /// <summary>Null: the path is none of gvproxy's.</summary>
    public Task? TryAnswer(HttpContext context, string path) => path switch
    {
        "/services/forwarder/all" => ListAsync(context),
        "/services/forwarder/expose" => PostAsync(context, GvproxyJson.Default.ExposeRequest, ExposeAsync),
        "/services/forwarder/unexpose" => PostAsync(context, GvproxyJson.Default.ExposeRequest, UnexposeAsync),
        "/services/dhcp/leases" or "/leases" => LeasesAsync(context),
        "/services/dns/all" => ZonesAsync(context),
        "/services/dns/add" => PostAsync(context, GvproxyJson.Default.DnsZone, AddZoneAsync),
        "/cam" => MacTableAsync(context),
        "/stats" => StatsAsync(context),
        _ => null,
    };

    private static async Task PostAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<HttpContext, T, Task> answer)
        where T : class
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, "post only").ConfigureAwait(false);
            return;
        }

        T? request = null;
        string reason = "null";
        try
        {
            request = await JsonSerializer
                .DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            reason = exception.Message;
        }

        Task answered = request is null ? TextAsync(context, StatusCodes.Status400BadRequest, reason) : answer(context, request);
        await answered.ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext context)
    {
        List<ExposeRequest> all =
        [
            .. from forward in await networks.ForwardsAsync().ConfigureAwait(false)
               let local = new HostAndPort(forward.Host.Address, (ushort)forward.Host.Port).ToString()
               let protocol = NameOf(forward.Protocol)
               orderby local, protocol
               select new ExposeRequest(local, forward.Container.ToString(), protocol),
        ];
        await JsonAsync<IReadOnlyList<ExposeRequest>>(context, all, GvproxyJson.Default.IReadOnlyListExposeRequest).ConfigureAwait(false);
    }

    private async Task ExposeAsync(HttpContext context, ExposeRequest request)
    {
        if (!TryProtocol(request.Protocol, out PortProtocol protocol))
        {
            await TextAsync(context, StatusCodes.Status500InternalServerError, $"netkit does not forward protocol {request.Protocol}").ConfigureAwait(false);
            return;
        }

        if (!HostAndPort.TryParse(request.Local, out HostAndPort local) || !HostAndPort.TryParse(request.Remote, out HostAndPort remote)
            || remote.Port == 0)
        {
            await TextAsync(context, StatusCodes.Status500InternalServerError, "local and remote must be ip:port").ConfigureAwait(false);
            return;
        }

        if (await FindAsync(local, protocol).ConfigureAwait(false) is not null)
        {
            string busy = $"proxy already running for {NameOf(protocol)} on {request.Local}";
            await TextAsync(context, StatusCodes.Status500InternalServerError, busy).ConfigureAwait(false);
            return;
        }

        IPAddress host = local.Host.Length == 0 ? IPAddress.Any : IPAddress.Parse(local.Host);
        PortRange range = local.Port == 0 ? PortRange.Any : new PortRange(local.Port, local.Port);
        Answer<IReadOnlyList<ForwardInfo>> published = await networks
            .PublishAsync(remote.Host.Length == 0 ? null : remote.Host, [new PublishedPort(protocol, host, range, remote.Port)])
            .ConfigureAwait(false);
        Task answered = published.Refusal is { } refusal
            ? TextAsync(context, StatusCodes.Status500InternalServerError, refusal.Sentence)
            : Task.CompletedTask;
        await answered.ConfigureAwait(false);
    }

    private async Task UnexposeAsync(HttpContext context, ExposeRequest request)
    {
        bool valid = TryProtocol(request.Protocol, out PortProtocol protocol) & HostAndPort.TryParse(request.Local, out HostAndPort local);
        ForwardInfo? found = valid ? await FindAsync(local, protocol).ConfigureAwait(false) : null;
        Refusal? refusal = found is null ? null : await networks.UnpublishAsync(found.Id).ConfigureAwait(false);
        if (found is null || refusal is not null)
        {
            string reason = refusal?.Sentence ?? "proxy not found";
            await TextAsync(context, StatusCodes.Status500InternalServerError, reason).ConfigureAwait(false);
        }
    }

    private async Task<ForwardInfo?> FindAsync(HostAndPort local, PortProtocol protocol)
    {
        string wanted = local.Host.Length == 0 ? "0.0.0.0" : local.Host;
        return (await networks.ForwardsAsync().ConfigureAwait(false)).FirstOrDefault(
            one => one.Protocol == protocol && one.Host.Port == local.Port && one.Host.Address == wanted);
    }

    private async Task LeasesAsync(HttpContext context)
    {
        SortedDictionary<string, string> leases = new(StringComparer.Ordinal);
        foreach (EndpointInfo endpoint in await networks.EndpointsAsync().ConfigureAwait(false))
        {
            leases[endpoint.Address] = endpoint.Mac ?? string.Empty;
        }

        await JsonAsync(context, leases, GvproxyJson.Default.SortedDictionaryStringString).ConfigureAwait(false);
    }

    private async Task MacTableAsync(HttpContext context)
    {
        SortedDictionary<string, int> table = new(StringComparer.Ordinal);
        foreach (EndpointInfo endpoint in await networks.EndpointsAsync().ConfigureAwait(false))
        {
            table[endpoint.Mac ?? string.Empty] = table.Count + 1;
        }

        await JsonAsync(context, table, GvproxyJson.Default.SortedDictionaryStringInt32).ConfigureAwait(false);
    }

    /// <summary>Patterns and an address for every other name are not to be had: a name that is not there has to be missing.</summary>
    private async Task AddZoneAsync(HttpContext context, DnsZone zone)
    {
        bool isPlain = string.IsNullOrEmpty(zone.DefaultIP) && zone.Records?.All(static one => one is { IP.Length: > 0, Regexp: null or "" }) != false;
        Refusal? refusal = isPlain
            ? await networks.AddNamesAsync(zone.Name ?? string.Empty, [.. zone.Records?.Select(static one => new NameRecord(one.Name ?? string.Empty, one.IP!)) ?? []])
                .ConfigureAwait(false)
            : Refusal.Invalid("netkit answers for names with one address each, without Regexp and DefaultIP");
        Task answered = refusal is null
            ? Task.CompletedTask
            : TextAsync(context, StatusCodes.Status500InternalServerError, refusal.Sentence);
        await answered.ConfigureAwait(false);
    }

    private async Task ZonesAsync(HttpContext context)
    {
        IReadOnlyList<EndpointInfo> endpoints = await networks.EndpointsAsync().ConfigureAwait(false);
        List<DnsZone> zones =
        [
            .. from network in await networks.NetworksAsync().ConfigureAwait(false)
               select new DnsZone(
                   network.Domain + ".",
                   [.. endpoints.Where(one => one.Network == network.Name).Select(static one => new DnsRecord(one.Name, one.Address))],
                   string.Empty),
            .. from zone in await networks.ZonesAsync().ConfigureAwait(false)
               select new DnsZone(zone.Domain + ".", [.. zone.Names.Select(static one => new DnsRecord(one.Name, one.Address))], string.Empty),
        ];
        await JsonAsync<IReadOnlyList<DnsZone>>(context, zones, GvproxyJson.Default.IReadOnlyListDnsZone).ConfigureAwait(false);
    }

    private async Task StatsAsync(HttpContext context)
    {
        SortedDictionary<string, object> stats = new(StringComparer.Ordinal);
        IEnumerable<CounterSnapshot> counters = (await networks.CountersAsync().ConfigureAwait(false)).SelectMany(static one => one.Counters);
        foreach (IGrouping<string, CounterSnapshot> group in counters.GroupBy(static one => one.Group.ToUpperInvariant()))
        {
            SortedDictionary<string, long> values = new(StringComparer.Ordinal);
            foreach (CounterSnapshot counter in group)
            {
                values[counter.Name] = values.GetValueOrDefault(counter.Name) + counter.Value;
            }

            stats[group.Key] = values;
        }

        IReadOnlyList<(string Network, string Endpoint, EndpointTraffic Traffic)> traffic = await networks.TrafficAsync().ConfigureAwait(false);
        stats["BytesSent"] = traffic.Sum(static one => one.Traffic.OctetsIn);
        stats["BytesReceived"] = traffic.Sum(static one => one.Traffic.OctetsOut);
        await JsonAsync(context, stats, GvproxyJson.Default.SortedDictionaryStringObject).ConfigureAwait(false);
    }

    private static string NameOf(PortProtocol protocol) => protocol == PortProtocol.Udp ? "udp" : "tcp";

    private static bool TryProtocol(string? text, out PortProtocol protocol)
    {
        protocol = text == "udp" ? PortProtocol.Udp : PortProtocol.Tcp;
        return text is null or "" or "tcp" or "udp";
    }

    private static async Task JsonAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task TextAsync(HttpContext context, int status, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text + "\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
