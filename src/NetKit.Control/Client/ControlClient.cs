using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Control.Sockets;

namespace NetKit.Control.Client;

/// <summary>Speaks to a running netkit over its control socket. Every failure is a <see cref="ControlException"/>.</summary>
public sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly HttpClient _http;

    public ControlClient(string socketPath)
    {
        _path = socketPath;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, AllowAutoRedirect = false })
        {
            // The host name is required by HTTP and means nothing here.
            BaseAddress = new Uri("http://netkit"),
            Timeout = LongestWait,
        };
    }

    public Task<ForwardList> ListForwardsAsync() => GetAsync(ControlPaths.Forwards, ControlJson.Default.ForwardList);

    /// <summary>Publishes all of the ports or none.</summary>
    /// <param name="ports">What is published.</param>
    /// <param name="to">Which endpoint of a daemon; null where there is only one.</param>
    public Task<ForwardList> AddForwardsAsync(IEnumerable<PublishedPort> ports, string? to = null) => PostAsync(
        ControlPaths.Forwards,
        new ForwardRequest([.. ports.Select(ForwardRequestPort.From)], to),
        ControlJson.Default.ForwardRequest,
        ControlJson.Default.ForwardList);

    public Task RemoveForwardAsync(int id) => DeleteAsync(string.Create(CultureInfo.InvariantCulture, $"{ControlPaths.Forwards}/{id}"));

    public Task<NetworkList> ListNetworksAsync() => GetAsync(ControlPaths.Networks, ControlJson.Default.NetworkList);

    public Task<NetworkInfo> GetNetworkAsync(string name) =>
        GetAsync($"{ControlPaths.Networks}/{Uri.EscapeDataString(name)}", ControlJson.Default.NetworkInfo);

    public Task<NetworkInfo> CreateNetworkAsync(NetworkRequest request) =>
        PostAsync(ControlPaths.Networks, request, ControlJson.Default.NetworkRequest, ControlJson.Default.NetworkInfo);

    public Task RemoveNetworkAsync(string name) => DeleteAsync($"{ControlPaths.Networks}/{Uri.EscapeDataString(name)}");

    /// <summary>Gives a network namespace an interface on a network of a daemon.</summary>
    public Task<EndpointInfo> CreateEndpointAsync(EndpointRequest request) =>
        PostAsync(ControlPaths.Endpoints, request, ControlJson.Default.EndpointRequest, ControlJson.Default.EndpointInfo);

    public Task RemoveEndpointAsync(string name) => DeleteAsync($"{ControlPaths.Endpoints}/{name}");

    public Task<FlowList> ListFlowsAsync() => GetAsync(ControlPaths.Flows, ControlJson.Default.FlowList);

    public Task<StatsInfo> GetStatsAsync() => GetAsync(ControlPaths.Stats, ControlJson.Default.StatsInfo);

    public Task<EndpointList> ListEndpointsAsync() => GetAsync(ControlPaths.Endpoints, ControlJson.Default.EndpointList);

    public Task<HealthInfo> GetHealthAsync() => GetAsync(ControlPaths.Health, ControlJson.Default.HealthInfo);

    public Task<VersionInfo> GetVersionAsync() => GetAsync(ControlPaths.Version, ControlJson.Default.VersionInfo);

    /// <summary>
    /// Begins a capture: a pcapng file as it grows. It ends with the network, or when the stream is disposed; reading may then throw an
    /// <see cref="IOException"/>.
    /// </summary>
    public async Task<Stream> CaptureAsync(CaptureRequest request)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, request.ToPath());
        HttpResponseMessage response = await SendAsync(message, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket socket = await ControlSocketFile.ConnectAsync(_path, cancellation).ConfigureAwait(false);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType)
    {
        using JsonContent content = JsonContent.Create(request, requestType);
        using HttpRequestMessage message = new(HttpMethod.Post, path) { Content = content };
        return await SendAsync(message, answerType).ConfigureAwait(false);
    }

    private async Task DeleteAsync(string path)
    {
        using HttpRequestMessage message = new(HttpMethod.Delete, path);
        using HttpResponseMessage response = await SendAsync(message).ConfigureAwait(false);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, path);
        return await SendAsync(message, type).ConfigureAwait(false);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage message, JsonTypeInfo<T> type)
    {
        using HttpResponseMessage response = await SendAsync(message).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(type).ConfigureAwait(false) ?? throw Nonsense(null);
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            throw Nonsense(exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage message, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, completion).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            // What the connect callback throws arrives wrapped.
            throw exception.InnerException as ControlException
                ?? new ControlException($"The netkit at {_path} closed the connection before it answered: is it still running?", exception);
        }
        catch (TaskCanceledException exception)
        {
            throw new ControlException($"The netkit at {_path} did not answer within {LongestWait.TotalSeconds} seconds.", exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ControlException(await ReadProblemAsync(response).ConfigureAwait(false));
        }
    }

    private async Task<string> ReadProblemAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            try
            {
                Problem? problem = await response.Content.ReadFromJsonAsync(ControlJson.Default.Problem).ConfigureAwait(false);
                if (problem is not null)
                {
                    return problem.Detail;
                }
            }
            catch (JsonException)
            {
                // Then only the status is known.
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"The netkit at {_path} answered with HTTP status {(int)response.StatusCode}.");
    }

    private ControlException Nonsense(Exception? cause)
    {
        string sentence = $"The netkit at {_path} gave an answer that this one does not understand: their versions differ.";
        return cause is null ? new ControlException(sentence) : new ControlException(sentence, cause);
    }
}
