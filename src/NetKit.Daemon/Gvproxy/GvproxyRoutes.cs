using System;
using System.Collections.Generic;
using System.Linq;
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
        // It has no word for a port of the gateway that leads to a socket.
        List<ExposeRequest> all =
        [
            .. from forward in await networks.ForwardsAsync().ConfigureAwait(false)
               where forward.Direction == ForwardDirection.In
               let message = ExposedPort.ToMessage(forward)
               orderby message.Local, message.Protocol
               select message,
        ];
        await JsonAsync<IReadOnlyList<ExposeRequest>>(context, all, GvproxyJson.Default.IReadOnlyListExposeRequest).ConfigureAwait(false);
    }

    private async Task ExposeAsync(HttpContext context, ExposeRequest request)
    {
        string? refusal = ExposedPort.Read(request, out ExposedPort? exposed);
        if (refusal is null && exposed is not null)
        {
            refusal = await FindAsync(exposed).ConfigureAwait(false) is null
                ? (await networks.PublishAsync(exposed.To, [exposed.Port]).ConfigureAwait(false)).Refusal?.Sentence
                : $"proxy already running for {ExposedPort.NameOf(exposed.Port)} on {request.Local}";
        }

        Task answered = refusal is null ? Task.CompletedTask : TextAsync(context, StatusCodes.Status500InternalServerError, refusal);
        await answered.ConfigureAwait(false);
    }

    private async Task UnexposeAsync(HttpContext context, ExposeRequest request)
    {
        ForwardInfo? found = ExposedPort.ReadLocal(request, out ExposedPort? exposed) is null && exposed is not null
            ? await FindAsync(exposed).ConfigureAwait(false)
            : null;
        Refusal? refusal = found is null ? null : await networks.UnpublishAsync(found.Id).ConfigureAwait(false);
        if (found is null || refusal is not null)
        {
            string reason = refusal?.Sentence ?? "proxy not found";
            await TextAsync(context, StatusCodes.Status500InternalServerError, reason).ConfigureAwait(false);
        }
    }

    private async Task<ForwardInfo?> FindAsync(ExposedPort exposed) =>
        (await networks.ForwardsAsync().ConfigureAwait(false)).FirstOrDefault(exposed.Is);

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
