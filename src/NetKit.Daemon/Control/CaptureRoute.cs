using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using NetKit.Control;
using NetKit.Forwarding.Captures;

namespace NetKit.Daemon.Control;

/// <summary>
/// Answers <c>GET /v1/capture</c>. The frames go to whoever asks, over the control socket: so the file is the caller's, in its place and
/// with its rights, and a pipe will do as well. Who reads slowly loses frames; traffic never waits.
/// </summary>
internal static class CaptureRoute
{
    private const int BufferLength = 64 << 10;

    public static async Task AnswerAsync(HttpContext context, ICaptureTarget? captures)
    {
        string? endpoint = context.Request.Query[CaptureRequest.EndpointKey];
        string text = context.Request.Query[CaptureRequest.FilterKey].ToString();
        if (captures is null)
        {
            await ControlAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, "This netkit has no frames to capture.").ConfigureAwait(false);
            return;
        }

        if (!PacketFilter.TryParse(text, out PacketFilter? filter, out string? error))
        {
            await ControlAnswer.ProblemAsync(context, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
            return;
        }

        CaptureSession? session = await captures.CaptureAsync(endpoint, text.Length == 0 ? null : filter).ConfigureAwait(false);
        if (session is null)
        {
            string detail = endpoint is null
                ? "There is not just one endpoint: choose one with --endpoint; 'netkit endpoints' lists them."
                : $"There is no endpoint {endpoint}: 'netkit endpoints' lists them.";
            await ControlAnswer.ProblemAsync(context, StatusCodes.Status404NotFound, detail).ConfigureAwait(false);
            return;
        }

        using (session)
        {
            await SendAsync(context, captures, session).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(HttpContext context, ICaptureTarget captures, CaptureSession session)
    {
        // A reader may stop for as long as it likes, e.g. at a breakpoint.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = CaptureRequest.MediaType;
        byte[] buffer = new byte[BufferLength];
        try
        {
            while (await session.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false) is > 0 and int count)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        finally
        {
            captures.EndCapture(session);
        }
    }
}
