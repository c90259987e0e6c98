using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Tests.Control;

/// <summary>A network without traffic: it remembers what was published.</summary>
internal sealed class FakeTarget : IControlTarget
{
    private readonly Lock _gate = new();
    private readonly List<ForwardSnapshot> _forwards = [];
    private int _lastId;

    public HealthInfo Health => new("ok", "web", "1.2.3", 42, 0.5);

    /// <summary>Makes every question about flows fail with it.</summary>
    public Exception? FlowsFailure { get; init; }

    /// <summary>The host ports that are taken.</summary>
    public HashSet<ushort> Busy { get; } = [];

    public static SocketEndpoint Container => new(IpAddress.FromV4(10, 0, 2, 100), 40000);

    public static SocketEndpoint Remote => new(IpAddress.FromV4(192, 0, 2, 1), 443);

    public Task<IReadOnlyList<EndpointInfo>> EndpointsAsync() => Task.FromResult<IReadOnlyList<EndpointInfo>>(
        [new EndpointInfo("web", "tap0", "10.0.2.100", "10.0.2.0/24", "10.0.2.2", "10.0.2.3", 65520, false)]);

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync()
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ForwardSnapshot>>([.. _forwards]);
        }
    }

    public Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports) =>
        new PortPublisher(Container.Address, PublishAsync, UnpublishAsync).PublishAsync(ports);

    public Task<bool> UnpublishAsync(int id)
    {
        lock (_gate)
        {
            return Task.FromResult(_forwards.RemoveAll(forward => forward.Id == id) > 0);
        }
    }

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => FlowsFailure is null
        ? Task.FromResult<IReadOnlyList<FlowSnapshot>>(
        [
            new FlowSnapshot(
                "tcp", false, Container, Remote, Remote, "ESTABLISHED", 10, 20, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.25)),
        ])
        : Task.FromException<IReadOnlyList<FlowSnapshot>>(FlowsFailure);

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => Task.FromResult<IReadOnlyList<CounterSnapshot>>(
        [new("tcp", "segments-in", 7), new("tcp.drops", "bad-checksum", 1), new("udp", "datagrams-in", 3), new("tcp", "segments-out", 8)]);

    private Task<ForwardResult> PublishAsync(PortForward forward)
    {
        lock (_gate)
        {
            if (Busy.Contains(forward.Host.Port) || _forwards.Any(one => one.Forward.Host == forward.Host && forward.Host.Port != 0))
            {
                return Task.FromResult(new ForwardResult(null, $"{forward.Host} is in use already."));
            }

            ForwardSnapshot published = new(++_lastId, forward);
            _forwards.Add(published);
            return Task.FromResult(new ForwardResult(published, null));
        }
    }
}
