using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading.Tasks;
using NetKit.Daemon.State;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>A network that carries frames. Any thread may call.</summary>
public interface INetworkRuntime : IAsyncDisposable
{
    /// <summary>An endpoint's interface has vanished, with its namespace say; the argument is the endpoint's id.</summary>
    event Action<string>? EndpointGone;

    /// <summary>What the network has to do without, in a sentence; null: nothing.</summary>
    string? Notice { get; }

    /// <summary>The host's own interface on the network; null: none.</summary>
    string? HostInterface { get; }

    /// <summary>Gives an endpoint its interface, or takes an interface up again; null, or a sentence that says why not.</summary>
    Task<string?> AttachAsync(EndpointRecord endpoint, AttachKind kind);

    /// <summary>Closes an endpoint's ports and flows and removes its interface, wherever it is.</summary>
    Task DetachAsync(string endpointId);

    Task RenameAsync(string endpointId, string name, ImmutableArray<string> aliases);

    /// <summary>Gives the network's name server further names, in full, instead of those it was given before.</summary>
    Task SetNamesAsync(ImmutableArray<DnsHost> names);

    /// <summary>Closes the network towards other networks of the daemon, which its endpoints could otherwise reach through the host.</summary>
    Task CloseAsync(ImmutableArray<IpPrefix> networks);

    Task<ForwardResult> PublishAsync(string endpointId, PortForward forward);

    Task<bool> UnpublishAsync(int id);

    Task<IReadOnlyList<EndpointTraffic>> TrafficAsync();

    /// <summary>Begins a capture of an endpoint's frames; null: it is not attached.</summary>
    Task<CaptureSession?> CaptureAsync(string endpointId, PacketFilter? filter);

    /// <summary>Nothing where the session is another network's.</summary>
    void EndCapture(CaptureSession session);

    Task<IReadOnlyList<FlowSnapshot>> FlowsAsync();

    Task<IReadOnlyList<CounterSnapshot>> CountersAsync();
}
