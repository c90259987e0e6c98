using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>A network without traffic.</summary>
internal sealed class FakeNetwork(FakeFabric fabric) : INetworkRuntime
{
    private readonly Dictionary<int, (string Endpoint, PortForward Forward)> _ports = [];
    private int _lastId;

    public event Action<string>? EndpointGone;

    public string? Notice => null;

    public string? HostInterface => null;

    public Dictionary<string, EndpointRecord> Attached { get; } = [];

    public ImmutableArray<IpPrefix> Closed { get; private set; } = [];

    public IEnumerable<SocketEndpoint> Listening => _ports.Values.Select(static one => one.Forward.Host);

    public bool ListensOn(string path) => _ports.Values.Any(one => one.Forward.SocketPath == path && !one.Forward.IsOutward);

    public void Vanish(string endpointId)
    {
        _ = Attached.Remove(endpointId);
        EndpointGone?.Invoke(endpointId);
    }

    public Task<string?> AttachAsync(EndpointRecord endpoint, AttachKind kind)
    {
        bool isThere = kind != AttachKind.Existing || fabric.Interfaces.Contains(endpoint.Interface) || fabric.Moved.Contains(endpoint.Mac);
        if (!isThere)
        {
            return Task.FromResult<string?>("There is no such interface.");
        }

        if (kind == AttachKind.New)
        {
            _ = fabric.Interfaces.Add(endpoint.Interface);
        }

        if (kind == AttachKind.NewInside)
        {
            _ = fabric.Moved.Add(endpoint.Mac);
        }

        Attached[endpoint.Id] = endpoint;
        return Task.FromResult<string?>(null);
    }

    public Task DetachAsync(string endpointId)
    {
        if (!fabric.IsDead() && Attached.Remove(endpointId, out EndpointRecord? endpoint))
        {
            _ = fabric.Moved.Remove(endpoint.Mac);
            fabric.RemoveInterface(endpoint.Interface);
        }

        return Task.CompletedTask;
    }

    public Task RenameAsync(string endpointId, string name, ImmutableArray<string> aliases) => Task.CompletedTask;

    public ImmutableArray<DnsHost> AddedNames { get; private set; } = [];

    public Task SetNamesAsync(ImmutableArray<DnsHost> names)
    {
        AddedNames = names;
        return Task.CompletedTask;
    }

    public Task<CaptureSession?> CaptureAsync(string endpointId, PacketFilter? filter) => Task.FromResult<CaptureSession?>(null);

    public void EndCapture(CaptureSession session)
    {
    }

    public Task CloseAsync(ImmutableArray<IpPrefix> networks)
    {
        Closed = networks;
        return Task.CompletedTask;
    }

    public Task<ForwardResult> PublishAsync(string endpointId, PortForward forward)
    {
        if (fabric.Busy.Contains(forward.Host.Port)
            || fabric.Running.Any(one => one._ports.Values.Any(port => port.Forward.Host == forward.Host && forward.Host.Port != 0)))
        {
            return Task.FromResult(new ForwardResult(null, $"{forward.Host} is in use already."));
        }

        if (forward is { SocketPath: { } path, IsOutward: false })
        {
            if (fabric.Running.Any(one => one.ListensOn(path)))
            {
                return Task.FromResult(new ForwardResult(null, $"Somebody listens on the socket {path}."));
            }

            _ = !fabric.IsDead() && fabric.Sockets.Add(path);
        }

        ForwardSnapshot published = new(++_lastId, forward);
        _ports.Add(published.Id, (endpointId, forward));
        return Task.FromResult(new ForwardResult(published, null));
    }

    public Task<bool> UnpublishAsync(int id)
    {
        bool isThere = _ports.Remove(id, out (string Endpoint, PortForward Forward) port);
        _ = isThere && !fabric.IsDead() && port.Forward.SocketPath is { } path && !port.Forward.IsOutward && fabric.Sockets.Remove(path);
        return Task.FromResult(isThere);
    }

    public Task<IReadOnlyList<EndpointTraffic>> TrafficAsync() => Task.FromResult<IReadOnlyList<EndpointTraffic>>(
        [.. Attached.Values.Select(static one => new EndpointTraffic(one.Id, one.Interface, 10, 20, 1))]);

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => Task.FromResult<IReadOnlyList<FlowSnapshot>>(
    [
        .. Attached.Values.Select(static one => new FlowSnapshot(
            "tcp",
            false,
            new SocketEndpoint(IpAddress.TryParse(one.Address, out IpAddress address) ? address : default, 40000),
            new SocketEndpoint(IpAddress.FromV4(192, 0, 2, 1), 443),
            new SocketEndpoint(IpAddress.FromV4(192, 0, 2, 1), 443),
            "ESTABLISHED",
            10,
            20,
            TimeSpan.FromSeconds(1),
            TimeSpan.Zero)),
    ]);

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() =>
        Task.FromResult<IReadOnlyList<CounterSnapshot>>([new("tcp", "segments-in", 7), new("tcp.drops", "bad-checksum", 1)]);

    public ValueTask DisposeAsync()
    {
        _ports.Clear();
        Attached.Clear();
        return ValueTask.CompletedTask;
    }
}
