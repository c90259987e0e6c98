using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin.Messages;

namespace NetKit.Daemon.Plugin;

/// <summary>
/// dockerd's plugin protocol: POST to <c>/Interface.Method</c>, JSON both ways. A refusal has status 200 and a field of its own; a method that is
/// not there is 404, which dockerd takes as "an older plugin".
/// </summary>
internal sealed class PluginRoutes(NetworkDriver driver, IpamDriver ipam)
{
    private const string JsonType = "application/vnd.docker.plugins.v1.2+json";

    private static PluginJson Json => PluginJson.Default;

    public Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "The plugin understands POST only.");
        }

        string path = context.Request.Path.Value ?? string.Empty;
        return path.StartsWith("/IpamDriver.", StringComparison.Ordinal) ? IpamAsync(context, path) : DriverAsync(context, path);
    }

    public static Task RefuseAsync(HttpContext context, int status, string sentence) =>
        WriteAsync(context, status, new ErrorAnswer(sentence), Json.ErrorAnswer);

    private Task DriverAsync(HttpContext context, string path) => path switch
    {
        "/Plugin.Activate" => SayAsync(context, new ActivateAnswer(["NetworkDriver", "IpamDriver"]), Json.ActivateAnswer),
        "/NetworkDriver.GetCapabilities" => SayAsync(context, new CapabilitiesAnswer("local", "local"), Json.CapabilitiesAnswer),
        "/NetworkDriver.CreateNetwork" => CallAsync(context, Json.CreateNetworkCall, driver.CreateNetworkAsync, Json.EmptyAnswer),
        "/NetworkDriver.DeleteNetwork" => CallAsync(context, Json.NetworkCall, driver.DeleteNetworkAsync, Json.EmptyAnswer),
        "/NetworkDriver.CreateEndpoint" => CallAsync(context, Json.CreateEndpointCall, driver.CreateEndpointAsync, Json.CreateEndpointAnswer),
        "/NetworkDriver.DeleteEndpoint" => CallAsync(context, Json.EndpointCall, driver.DeleteEndpointAsync, Json.EmptyAnswer),
        "/NetworkDriver.EndpointOperInfo" => SayAsync(context, new OperInfoAnswer(new EmptyAnswer()), Json.OperInfoAnswer),
        "/NetworkDriver.Join" => CallAsync(context, Json.EndpointCall, driver.JoinAsync, Json.JoinAnswer),
        "/NetworkDriver.Leave" => CallAsync(context, Json.EndpointCall, driver.LeaveAsync, Json.EmptyAnswer),
        "/NetworkDriver.ProgramExternalConnectivity" =>
            CallAsync(context, Json.EndpointCall, driver.ProgramExternalConnectivityAsync, Json.EmptyAnswer),
        "/NetworkDriver.RevokeExternalConnectivity" =>
            CallAsync(context, Json.EndpointCall, driver.RevokeExternalConnectivityAsync, Json.EmptyAnswer),
        "/NetworkDriver.DiscoverNew" or "/NetworkDriver.DiscoverDelete" or "/NetworkDriver.FreeNetwork" =>
            SayAsync(context, new EmptyAnswer(), Json.EmptyAnswer),
        "/NetworkDriver.AllocateNetwork" => SayAsync(context, new AllocateNetworkAnswer(new EmptyAnswer()), Json.AllocateNetworkAnswer),
        _ => RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such method."),
    };

    private Task IpamAsync(HttpContext context, string path) => path switch
    {
        "/IpamDriver.GetCapabilities" => SayAsync(context, new IpamCapabilitiesAnswer(false, false), Json.IpamCapabilitiesAnswer),
        "/IpamDriver.GetDefaultAddressSpaces" =>
            SayAsync(context, new AddressSpacesAnswer(AddressSpaces.Local, AddressSpaces.Global), Json.AddressSpacesAnswer),
        "/IpamDriver.RequestPool" => CallIpamAsync(context, Json.RequestPoolCall, ipam.RequestPool, Json.RequestPoolAnswer),
        "/IpamDriver.ReleasePool" => CallIpamAsync(context, Json.ReleasePoolCall, ipam.ReleasePool, Json.EmptyAnswer),
        "/IpamDriver.RequestAddress" => CallIpamAsync(context, Json.RequestAddressCall, ipam.RequestAddress, Json.RequestAddressAnswer),
        "/IpamDriver.ReleaseAddress" => CallIpamAsync(context, Json.ReleaseAddressCall, ipam.ReleaseAddress, Json.EmptyAnswer),
        _ => RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such method."),
    };

    private static Task SayAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type) =>
        WriteAsync(context, StatusCodes.Status200OK, answer, type);

    private static async Task CallAsync<TCall, TAnswer>(
        HttpContext context, JsonTypeInfo<TCall> callType, Func<TCall, Task<Answer<TAnswer>>> work, JsonTypeInfo<TAnswer> answerType)
        where TCall : class
        where TAnswer : class
    {
        if (await ReadAsync(context, callType).ConfigureAwait(false) is { } call)
        {
            Task written = (await work(call).ConfigureAwait(false)).TryGet(out TAnswer? answer, out Refusal? refusal)
                ? SayAsync(context, answer, answerType)
                : RefuseAsync(context, StatusCodes.Status200OK, refusal.Sentence);
            await written.ConfigureAwait(false);
        }
    }

    private static async Task CallIpamAsync<TCall, TAnswer>(
        HttpContext context, JsonTypeInfo<TCall> callType, Func<TCall, Answer<TAnswer>> work, JsonTypeInfo<TAnswer> answerType)
        where TCall : class
        where TAnswer : class
    {
        if (await ReadAsync(context, callType).ConfigureAwait(false) is { } call)
        {
            Task written = work(call).TryGet(out TAnswer? answer, out Refusal? refusal)
                ? SayAsync(context, answer, answerType)
                : SayAsync(context, new IpamErrorAnswer(refusal.Sentence), Json.IpamErrorAnswer);
            await written.ConfigureAwait(false);
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        string reason = "it is empty";
        try
        {
            T? call = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false);
            if (call is not null)
            {
                return call;
            }
        }
        catch (JsonException exception)
        {
            reason = exception.Message;
        }

        await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The call cannot be read: {reason}").ConfigureAwait(false);
        return null;
    }

    private static async Task WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = JsonType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
