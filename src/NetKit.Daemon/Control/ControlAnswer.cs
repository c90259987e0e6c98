using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using NetKit.Control;
using NetKit.Control.Messages;

namespace NetKit.Daemon.Control;

/// <summary>Writes answers of the control API.</summary>
internal static class ControlAnswer
{
    private const string JsonType = "application/json";

    public static Task JsonAsync<T>(HttpContext context, T message, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        WriteAsync(context, status, JsonType, message, type);

    public static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        Problem problem = new(Problem.AboutBlank, ReasonPhrases.GetReasonPhrase(status), status, detail);
        return WriteAsync(context, status, Problem.MediaType, problem, ControlJson.Default.Problem);
    }

    private static async Task WriteAsync<T>(HttpContext context, int status, string contentType, T message, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
