using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Control;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NetKit.Daemon.Gvproxy;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;

namespace NetKit.Daemon.Api;

/// <summary>The daemon's control API: which resource a path means and what a method does to it.</summary>
internal sealed class DaemonRoutes(NetworkManager networks, DaemonIdentity identity)
{
    private readonly EventStream _events = new(networks.Events);
    private readonly GvproxyRoutes _gvproxy = new(networks);
    private readonly DaemonReports _reports = new(networks, identity);

    public Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? string.Empty;
        (string resource, string? id) = Split(path);
        return (resource, id) switch
        {
            (ControlPaths.Networks, null) => ByMethodAsync(context, ListNetworksAsync, CreateNetworkAsync, null),
            (ControlPaths.Networks, { } name) => ByMethodAsync(context, c => InspectNetworkAsync(c, name), null, c => RemoveNetworkAsync(c, name)),
            (ControlPaths.Endpoints, null) => ByMethodAsync(context, ListEndpointsAsync, CreateEndpointAsync, null),
            (ControlPaths.Endpoints, { } name) => ByMethodAsync(context, null, null, c => RemoveEndpointAsync(c, name)),
            (ControlPaths.Forwards, null) => ByMethodAsync(context, ListForwardsAsync, AddForwardsAsync, null),
            (ControlPaths.Forwards, { } number) => ByMethodAsync(context, null, null, c => RemoveForwardAsync(c, number)),
            (ControlPaths.Flows, null) => ByMethodAsync(context, _reports.FlowsAsync, null, null),
            (ControlPaths.Stats, null) => ByMethodAsync(context, _reports.StatsAsync, null, null),
            (ControlPaths.Health, null) => ByMethodAsync(context, _reports.HealthAsync, null, null),
            (ControlPaths.Version, null) => ByMethodAsync(context, DaemonReports.VersionAsync, null, null),
            (ControlPaths.Metrics, null) => ByMethodAsync(context, _reports.MetricsAsync, null, null),
            (ControlPaths.OpenApi, null) => ByMethodAsync(context, OpenApiDocument.WriteAsync, null, null),
            (ControlPaths.Capture, null) => ByMethodAsync(context, c => CaptureRoute.AnswerAsync(c, networks), null, null),
            (ControlPaths.Events, null) => ByMethodAsync(context, _events.WriteAsync, null, null),
            _ => _gvproxy.TryAnswer(context, path)
                ?? ControlAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, "There is nothing at this path."),
        };
    }

    /// <summary>A collection, or one of its members.</summary>
    private static (string Resource, string? Id) Split(string path)
    {
        foreach (string collection in (ReadOnlySpan<string>)[ControlPaths.Networks, ControlPaths.Endpoints, ControlPaths.Forwards])
        {
            if (path.Length > collection.Length + 1 && path.StartsWith(collection, StringComparison.Ordinal) && path[collection.Length] == '/')
            {
                return (collection, path[(collection.Length + 1)..]);
            }
        }

        return (path, null);
    }

    private static Task ByMethodAsync(HttpContext context, RequestDelegate? get, RequestDelegate? post, RequestDelegate? delete)
    {
        RequestDelegate? chosen = context.Request.Method switch
        {
            "GET" => get,
            "POST" => post,
            "DELETE" => delete,
            _ => null,
        };
        if (chosen is not null)
        {
            return chosen(context);
        }

        IEnumerable<string> allowed = new[] { (get, "GET"), (post, "POST"), (delete, "DELETE") }
            .Where(static one => one.Item1 is not null)
            .Select(static one => one.Item2);
        string list = string.Join(", ", allowed);
        context.Response.Headers.Allow = list;
        return ControlAnswer.ProblemAsync(context, StatusCodes.Status405MethodNotAllowed, $"This path understands {list} only.");
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal) => ControlAnswer.ProblemAsync(
        context,
        refusal.Kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status500InternalServerError,
        },
        refusal.Sentence);

    private static async Task DoneAsync(HttpContext context, Task<Refusal?> work)
    {
        if (await work.ConfigureAwait(false) is { } refusal)
        {
            await RefuseAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task CreateAsync<TRequest, TInfo>(
        HttpContext context, JsonTypeInfo<TRequest> type, Func<TRequest, Task<Answer<TInfo>>> create, JsonTypeInfo<TInfo> infoType)
        where TRequest : class
        where TInfo : class
    {
        if (!context.Request.HasJsonContentType())
        {
            await ControlAnswer.ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.")
                .ConfigureAwait(false);
            return;
        }

        TRequest? request = null;
        string reason = "it is null.";
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            reason = exception.Message;
        }

        if (request is null)
        {
            await RefuseAsync(context, Refusal.Invalid($"The body cannot be read: {reason}")).ConfigureAwait(false);
            return;
        }

        Task written = (await create(request).ConfigureAwait(false)).TryGet(out TInfo? info, out Refusal? refusal)
            ? ControlAnswer.JsonAsync(context, info, infoType, StatusCodes.Status201Created)
            : RefuseAsync(context, refusal);
        await written.ConfigureAwait(false);
    }

    private async Task ListNetworksAsync(HttpContext context) => await ControlAnswer.JsonAsync(
        context, new NetworkList(await networks.NetworksAsync().ConfigureAwait(false)), ControlJson.Default.NetworkList).ConfigureAwait(false);

    private Task CreateNetworkAsync(HttpContext context) => CreateAsync(
        context,
        ControlJson.Default.NetworkRequest,
        request => networks.CreateNetworkAsync(request, Origin.User),
        ControlJson.Default.NetworkInfo);

    private async Task InspectNetworkAsync(HttpContext context, string name)
    {
        Task written = (await networks.NetworkAsync(name).ConfigureAwait(false)).TryGet(out NetworkInfo? network, out Refusal? refusal)
            ? ControlAnswer.JsonAsync(context, network, ControlJson.Default.NetworkInfo)
            : RefuseAsync(context, refusal);
        await written.ConfigureAwait(false);
    }

    private async Task RemoveNetworkAsync(HttpContext context, string name)
    {
        Answer<NetworkInfo> found = await networks.NetworkAsync(name).ConfigureAwait(false);
        if (found.Value is { Origin: "docker" } foreign)
        {
            await RefuseAsync(context, Refusal.Conflict($"The network {foreign.Name} is dockerd's: use 'docker network rm'.")).ConfigureAwait(false);
            return;
        }

        await DoneAsync(context, networks.RemoveNetworkAsync(name, force: false)).ConfigureAwait(false);
    }

    private async Task ListEndpointsAsync(HttpContext context) => await ControlAnswer.JsonAsync(
        context, new EndpointList(await networks.EndpointsAsync().ConfigureAwait(false)), ControlJson.Default.EndpointList).ConfigureAwait(false);

    private Task CreateEndpointAsync(HttpContext context) => CreateAsync(
        context, ControlJson.Default.EndpointRequest, networks.CreateEndpointAsync, ControlJson.Default.EndpointInfo);

    private Task RemoveEndpointAsync(HttpContext context, string name) => DoneAsync(context, networks.RemoveEndpointAsync(name));

    private async Task ListForwardsAsync(HttpContext context) => await ControlAnswer.JsonAsync(
        context, new ForwardList(await networks.ForwardsAsync().ConfigureAwait(false)), ControlJson.Default.ForwardList).ConfigureAwait(false);

    private async Task AddForwardsAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await ControlAnswer.ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.")
                .ConfigureAwait(false);
            return;
        }

        (List<PublishedPort>? ports, string? to, string? error) = await ForwardBody.ReadAsync(context).ConfigureAwait(false);
        if (ports is null)
        {
            await RefuseAsync(context, Refusal.Invalid(error!)).ConfigureAwait(false);
            return;
        }

        Answer<IReadOnlyList<ForwardInfo>> published = await networks.PublishAsync(to, ports).ConfigureAwait(false);
        Task written = published.TryGet(out IReadOnlyList<ForwardInfo>? forwards, out Refusal? refusal)
            ? ControlAnswer.JsonAsync(context, new ForwardList(forwards), ControlJson.Default.ForwardList, StatusCodes.Status201Created)
            : RefuseAsync(context, refusal);
        await written.ConfigureAwait(false);
    }

    private Task RemoveForwardAsync(HttpContext context, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? DoneAsync(context, networks.UnpublishAsync(id))
            : RefuseAsync(context, Refusal.NotFound($"There is no published port {number}: 'netkit forward ls' lists them."));
}
