using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace NetKit.Daemon.Api;

/// <summary>The description of the control API that the daemon serves itself.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "NetKit.Daemon.Api.openapi.json";

    public static Stream Open() => typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)
        ?? throw new FileNotFoundException("The program was built without its API description.", Resource);

    public static async Task WriteAsync(HttpContext context)
    {
        Stream document = Open();
        await using (document.ConfigureAwait(false))
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = document.Length;
            await document.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
