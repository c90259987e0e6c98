using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace NetKit.Daemon.Control;

/// <summary>One request after the other: finds the answer, and turns whatever goes wrong into a problem.</summary>
internal sealed partial class ControlApplication(RequestDelegate answer, ProblemWriter problem, ILoggerFactory loggers)
    : IHttpApplication<HttpContext>
{
    private readonly ILogger _log = loggers.CreateLogger<ControlApplication>();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await answer(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            string detail = exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "The request's body is too large."
                : $"The request cannot be read: {exception.Message}";
            await problem(context, exception.StatusCode, detail).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogFailure(context.Request.Method, context.Request.Path, exception);
            const string Detail = "The request failed for a reason that netkit did not expect; its log says more.";
            await problem(context, StatusCodes.Status500InternalServerError, Detail).ConfigureAwait(false);
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The control request {Method} {Path} failed.")]
    private partial void LogFailure(string method, string path, Exception exception);
}
