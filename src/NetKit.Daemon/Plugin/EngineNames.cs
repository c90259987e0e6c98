using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Control.Messages;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin.Messages;

namespace NetKit.Daemon.Plugin;

/// <summary>
/// Learns from dockerd's own API what networks and containers are called, because the plugin interface keeps their names to itself. Never while
/// dockerd waits for an answer of the plugin: it would wait for itself. Without an answer everything works, under ids instead of names.
/// </summary>
public sealed partial class EngineNames : IAsyncDisposable
{
    /// <summary>dockerd knows a container's endpoint some time after it has asked for it.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);

    /// <summary>
    /// dockerd does not always say that it removed an endpoint: when a call breaks off with its connection, it repeats the call without its body. One
    /// that it does not know for this long is removed.
    /// </summary>
    private static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> _unknownSince = new(StringComparer.Ordinal);
    private readonly Timer _timer;

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private readonly NetworkManager _networks;
    private readonly ILogger _log;
    private readonly Task _work;

    public EngineNames(string socketPath, NetworkManager networks, ILoggerFactory loggers)
    {
        _networks = networks;
        _log = loggers.CreateLogger<EngineNames>();
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://docker"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        _work = Task.Run(WorkAsync);
        _timer = new Timer(_ => Wake(), null, UnknownFor / 2, UnknownFor / 2);
        Wake();
    }

    /// <summary>Something has changed: look soon. Returns at once.</summary>
    public void Wake() => _ = _wakes.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (await _wakes.Reader.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                await Task.Delay(FirstLook, _stop.Token).ConfigureAwait(false);
                if (!await LookAsync().ConfigureAwait(false))
                {
                    await Task.Delay(SecondLook, _stop.Token).ConfigureAwait(false);
                    _ = await LookAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon ends.
        }
    }

    /// <summary>False: something of dockerd's is still without a name.</summary>
    private async Task<bool> LookAsync()
    {
        try
        {
            bool all = true;
            IReadOnlyList<EndpointInfo> endpoints = await _networks.EndpointsAsync().ConfigureAwait(false);
            foreach (NetworkInfo network in await _networks.NetworksAsync().ConfigureAwait(false))
            {
                if (network.Origin == "docker")
                {
                    string[] ids = [.. endpoints.Where(one => one.Network == network.Name).Select(static one => one.Id!)];
                    all &= await LookAtAsync(network, ids).ConfigureAwait(false);
                }
            }

            _ = await _networks.GiveBackForgottenAsync().ConfigureAwait(false);

            return all;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or IOException or JsonException or TaskCanceledException)
        {
            LogNoAnswer(exception.Message);
            return false;
        }
    }

    private async Task<bool> LookAtAsync(NetworkInfo network, string[] endpoints)
    {
        if (await GetAsync($"/networks/{network.Id}", PluginJson.Default.EngineNetwork).ConfigureAwait(false) is not { } seen)
        {
            return false;
        }

        _ = await _networks.RenameNetworkAsync(network.Id, seen.Name).ConfigureAwait(false);
        Dictionary<string, EngineContainer> containers = seen.Containers ?? [];
        foreach (EngineContainer container in containers.Values)
        {
            if (container is { EndpointID: { } endpoint, Name: { Length: > 0 } name })
            {
                _ = await _networks.RenameAsync(endpoint, name, ImmutableArray<string>.Empty).ConfigureAwait(false);
            }
        }

        return await RemoveUnknownAsync(network, endpoints, [.. containers.Values.Select(static one => one.EndpointID)]).ConfigureAwait(false);
    }

    /// <summary>True: dockerd knows all of them.</summary>
    private async Task<bool> RemoveUnknownAsync(NetworkInfo network, string[] endpoints, HashSet<string?> known)
    {
        bool all = true;
        foreach (string endpoint in endpoints)
        {
            if (known.Contains(endpoint))
            {
                _ = _unknownSince.Remove(endpoint);
                continue;
            }

            all = false;
            if (!_unknownSince.TryGetValue(endpoint, out long since))
            {
                _unknownSince.Add(endpoint, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > UnknownFor)
            {
                LogUnknown(network.Name, endpoint);
                _ = _unknownSince.Remove(endpoint);
                _ = await _networks.RemoveEndpointAsync(network.Id, endpoint).ConfigureAwait(false);
            }
        }

        return all;
    }

    private async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative), _stop.Token).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync(type, _stop.Token).ConfigureAwait(false)
            : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "dockerd does not know the endpoint {Endpoint} of {Network} any more: it is removed.")]
    private partial void LogUnknown(string network, string endpoint);

    [LoggerMessage(Level = LogLevel.Debug, Message = "dockerd's API tells no names: {Reason}")]
    private partial void LogNoAnswer(string reason);
}
