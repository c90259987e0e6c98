using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Tests.Commands;

/// <summary>A network without traffic, for the commands that ask.</summary>
internal sealed class FakeNetwork : IControlTarget
{
    private readonly List<ForwardSnapshot> _forwards = [];
    private int _lastId;

    public HealthInfo Health => new("ok", "web", "1.2.3", 42, 0.5);

    private static SocketEndpoint Container => new(IpAddress.FromV4(10, 0, 2, 100), 40000);

    private static SocketEndpoint Remote => new(IpAddress.FromV4(192, 0, 2, 1), 443);

    public Task<IReadOnlyList<EndpointInfo>> EndpointsAsync() => Task.FromResult<IReadOnlyList<EndpointInfo>>(
        [new EndpointInfo("web", "tap0", "10.0.2.100", "10.0.2.0/24", "10.0.2.2", null, 65520, true)]);

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => Task.FromResult<IReadOnlyList<ForwardSnapshot>>([.. _forwards]);

    public Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports) =>
        new PortPublisher(Container.Address, Publish, UnpublishAsync).PublishAsync(ports);

    public Task<bool> UnpublishAsync(int id) => Task.FromResult(_forwards.RemoveAll(forward => forward.Id == id) > 0);

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => Task.FromResult<IReadOnlyList<FlowSnapshot>>(
    [
        new FlowSnapshot(
            "tcp", false, Container, Remote, Remote, "ESTABLISHED", 10, 2048, TimeSpan.FromSeconds(75), TimeSpan.FromSeconds(1.5)),
    ]);

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() =>
        Task.FromResult<IReadOnlyList<CounterSnapshot>>([new("tcp", "segments-in", 7), new("tcp.drops", "bad-checksum", 1)]);

    private Task<ForwardResult> Publish(PortForward forward)
    {
        const ushort Busy = 666;
        if (forward.Host.Port == Busy)
        {
            return Task.FromResult(new ForwardResult(null, $"{forward.Host} is in use already."));
        }

        PortForward real = forward.IsOutward ? forward with { Container = forward.Container with { Address = IpAddress.FromV4(10, 0, 2, 2) } } : forward;
        ForwardSnapshot published = new(++_lastId, real);
        _forwards.Add(published);
        return Task.FromResult(new ForwardResult(published, null));
    }
}
