using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Control;
using NetKit.Control.Messages;
using NetKit.Control.Ports;

namespace NetKit.Daemon.Control;

/// <summary>The control API: which resource a path means and what a method does to it.</summary>
internal sealed class ControlRoutes(IControlTarget target)
{
    private const string ForwardPrefix = ControlPaths.Forwards + "/";

    public Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? string.Empty;
        return path switch
        {
            ControlPaths.Forwards => ForwardsAsync(context),
            ControlPaths.Flows => ReadAsync(context, FlowsAsync),
            ControlPaths.Stats => ReadAsync(context, StatsAsync),
            ControlPaths.Endpoints => ReadAsync(context, EndpointsAsync),
            ControlPaths.Capture => ReadAsync(context, CaptureAsync),
            ControlPaths.Health => ReadAsync(context, HealthAsync),
            ControlPaths.Version => ReadAsync(context, VersionAsync),
            _ when path.StartsWith(ForwardPrefix, StringComparison.Ordinal) => ForwardAsync(context, path[ForwardPrefix.Length..]),
            _ => ControlAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, "There is nothing at this path."),
        };
    }

    private static Task ReadAsync(HttpContext context, Func<HttpContext, Task> answer) =>
        HttpMethods.IsGet(context.Request.Method) ? answer(context) : NotAllowedAsync(context, "GET");

    private static Task NotAllowedAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return ControlAnswer.ProblemAsync(context, StatusCodes.Status405MethodNotAllowed, $"This path understands {allowed} only.");
    }

    private Task ForwardsAsync(HttpContext context) => context.Request.Method switch
    {
        "GET" => ListForwardsAsync(context),
        "POST" => AddForwardsAsync(context),
        _ => NotAllowedAsync(context, "GET, POST"),
    };

    private async Task ListForwardsAsync(HttpContext context)
    {
        ForwardList list = ControlMapping.ToMessage(await target.ForwardsAsync().ConfigureAwait(false));
        await ControlAnswer.JsonAsync(context, list, ControlJson.Default.ForwardList).ConfigureAwait(false);
    }

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
            await ControlAnswer.ProblemAsync(context, StatusCodes.Status400BadRequest, error!).ConfigureAwait(false);
            return;
        }

        Task<PublishResult> published = to is not null && target is IEndpointTarget many ? many.PublishAsync(ports, to) : target.PublishAsync(ports);
        PublishResult result = await published.ConfigureAwait(false);
        Task answer = result.IsRefused
            ? ControlAnswer.ProblemAsync(context, StatusCodes.Status409Conflict, result.Refusal)
            : ControlAnswer.JsonAsync(
                context, ControlMapping.ToMessage(result.Published), ControlJson.Default.ForwardList, StatusCodes.Status201Created);
        await answer.ConfigureAwait(false);
    }

    private async Task ForwardAsync(HttpContext context, string id)
    {
        if (!HttpMethods.IsDelete(context.Request.Method))
        {
            await NotAllowedAsync(context, "DELETE").ConfigureAwait(false);
            return;
        }

        if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && await target.UnpublishAsync(number).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        string detail = $"There is no published port {id}: 'netkit forward ls' lists them.";
        await ControlAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, detail).ConfigureAwait(false);
    }

    private async Task FlowsAsync(HttpContext context)
    {
        FlowList list = ControlMapping.ToMessage(await target.FlowsAsync().ConfigureAwait(false));
        await ControlAnswer.JsonAsync(context, list, ControlJson.Default.FlowList).ConfigureAwait(false);
    }

    private async Task StatsAsync(HttpContext context)
    {
        StatsInfo stats = ControlMapping.ToMessage(await target.CountersAsync().ConfigureAwait(false));
        await ControlAnswer.JsonAsync(context, stats, ControlJson.Default.StatsInfo).ConfigureAwait(false);
    }

    private async Task EndpointsAsync(HttpContext context)
    {
        EndpointList list = new(await target.EndpointsAsync().ConfigureAwait(false));
        await ControlAnswer.JsonAsync(context, list, ControlJson.Default.EndpointList).ConfigureAwait(false);
    }

    private Task CaptureAsync(HttpContext context) => CaptureRoute.AnswerAsync(context, target as ICaptureTarget);

    private Task HealthAsync(HttpContext context) => ControlAnswer.JsonAsync(context, target.Health, ControlJson.Default.HealthInfo);

    private Task VersionAsync(HttpContext context) => ControlAnswer.JsonAsync(
        context, new VersionInfo("netkit", target.Health.Version, ControlPaths.ApiVersion), ControlJson.Default.VersionInfo);
}
