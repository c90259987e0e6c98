using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Control;
using NetKit.Control.Messages;
using NetKit.Control.Ports;

namespace NetKit.Daemon.Control;

/// <summary>Reads a request to publish ports.</summary>
internal static class ForwardBody
{
    /// <summary>The ports and whose they are, or a sentence that says what is wrong with the body.</summary>
    public static async Task<(List<PublishedPort>? Ports, string? To, string? Error)> ReadAsync(HttpContext context)
    {
        ForwardRequest? request;
        try
        {
            request = await JsonSerializer
                .DeserializeAsync(context.Request.Body, ControlJson.Default.ForwardRequest, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is null)
        {
            return (null, null, "The body is not a request to publish ports: send {\"ports\":[{\"hostPort\":8080,\"containerPort\":80}]}.");
        }

        if (request.Ports.Count is 0 or > PortSpec.MaximumPorts)
        {
            return (null, null, $"A request publishes from 1 to {PortSpec.MaximumPorts} ports, and this one {request.Ports.Count}.");
        }

        List<PublishedPort> ports = new(request.Ports.Count);
        foreach (ForwardRequestPort? asked in request.Ports)
        {
            if (asked is null)
            {
                return (null, null, "One of the ports is null.");
            }

            if (!asked.TryRead(out PublishedPort? port, out string? error))
            {
                return (null, null, error);
            }

            ports.Add(port);
        }

        return (ports, request.To, null);
    }
}
