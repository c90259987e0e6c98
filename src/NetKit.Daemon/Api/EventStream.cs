using System.Text.Json;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Control;
using NetKit.Control.Messages;
using NetKit.Daemon.Events;

namespace NetKit.Daemon.Api;

/// <summary><c>GET /v1/events</c>: a JSON object a line, as things happen, until the client leaves or does not keep up.</summary>
internal sealed class EventStream(EventHub hub)
{
    private const string MediaType = "application/x-ndjson";

    public async Task WriteAsync(HttpContext context)
    {
        Channel<EventInfo> channel = hub.Subscribe();
        try
        {
            context.Response.ContentType = MediaType;
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await foreach (EventInfo happened in channel.Reader.ReadAllAsync(context.RequestAborted).ConfigureAwait(false))
            {
                byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(happened, ControlJson.Default.EventInfo), (byte)'\n'];
                await context.Response.Body.WriteAsync(line, context.RequestAborted).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        finally
        {
            hub.Remove(channel);
        }
    }
}
