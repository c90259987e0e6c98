using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Services;
using NetKit.Forwarding.Tcp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>One link on its loop, of an endpoint or of a whole network: the node behind it, and the forwarders that turn its flows into host sockets.</summary>
/// <remarks>
/// A turn of the loop: host sockets and the link report readiness (flows move octets between sockets and connections at once, the link
/// is only noted), the datagram engine delivers what host sockets received, then this driver polls the node: frames in, flows served,
/// segments out.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class EndpointDriver<TDevice> : ILoopDriver, IDatagramOutlet, ITcpOutlet, IServiceOutlet, IGatewayClaims,
    IEndpointDriver
    where TDevice : struct, ILinkDevice
{
    private readonly EventLoop _loop;
    private readonly IDriverLink _link;
    private readonly NetworkSettings _settings;
    private readonly HostAccess _access;
    private readonly DatagramEngine _datagrams;
    private readonly IpNode<TDevice> _node;
    private readonly RefusalLog _refusals;
    private TDevice _device;
    private bool _isDisposed;

    /// <summary>Makes the driver and registers it; traffic flows as soon as the loop runs.</summary>
    /// <param name="loop">Whose thread does the work.</param>
    /// <param name="link">The driver's from here on.</param>
    /// <param name="device">What the link moves.</param>
    /// <param name="settings">The network's.</param>
    /// <param name="access">The network's; several loops may ask it.</param>
    /// <param name="loggers">For what a person should hear.</param>
    public EndpointDriver(
        EventLoop loop, IDriverLink link, TDevice device, NetworkSettings settings, HostAccess access, ILoggerFactory loggers)
    {
        _loop = loop;
        _link = link;
        _settings = settings;
        _device = device;
        _access = access;
        _refusals = new RefusalLog(loggers.CreateLogger(typeof(EndpointDriver<>).Namespace!));
        _datagrams = new DatagramEngine(loop);
        _node = new IpNode<TDevice>(NodeSettings.Of(settings, Seed()), device.Capabilities);
        Tcp = new TcpForwarder(loop, _node.Tcp, _access, this);
        Udp = new UdpForwarder(_datagrams, this, new UdpForwarderOptions());
        Echo = new EchoForwarder(_datagrams, this, new EchoForwarderOptions());
        Services = new NodeServices(_datagrams, settings, this, loggers);
        loop.AddDriver(this);
    }

    /// <summary>Called once, when the link is over.</summary>
    public event Action? Gone;

    public TcpForwarder Tcp { get; }

    public UdpForwarder Udp { get; }

    public EchoForwarder Echo { get; }

    public NodeServices Services { get; }

    public NodeCounters NodeCounters => _node.Counters;

    public TcpLayer Stack => _node.Tcp;

    public NeighborTable Neighbors => _node.Neighbors;

    public HostAccess Access => _access;

    /// <summary>Datagrams to the node itself that nothing serves.</summary>
    public long UnservedDatagrams { get; private set; }

    /// <summary>Connections, datagrams and pings that may not leave the network, or not for where they were going.</summary>
    public long Isolated { get; private set; }

    public Instant OnTurn(Instant now)
    {
        if (_isDisposed)
        {
            return Instant.Never;
        }

        EndpointHandler<TDevice> handler = new(this);
        _link.BeginTurn(now);
        Instant next = _node.Poll(now, ref _device, ref handler);
        next = Instant.Min(next, _link.Deadline);
        _datagrams.Flush();
        bool isMore = _link.EndTurn();
        if (_link.IsGone)
        {
            Dispose();
            Gone?.Invoke();
            return Instant.Never;
        }

        return isMore || Tcp.HasListed ? now : next;
    }

    public void OnConnectRequest(TcpConnection connection)
    {
        if (Services.IsDns(connection.Key.Local, connection.Key.LocalPort))
        {
            _ = new DnsFlow(_loop, Services.Dns!, connection);
            return;
        }

        if (!_access.MayLeave(connection.Key.Local))
        {
            Isolated++;
            RefuseUnreachable(connection, Icmpv4UnreachableCode.CommunicationProhibited);
            return;
        }

        long denied = Tcp.Counters.HostLoopbackDenied;
        Tcp.Connect(connection);
        if (Tcp.Counters.HostLoopbackDenied > denied)
        {
            _refusals.HostLoopback(_loop.Now, "TCP", connection.Key.LocalPort);
        }
    }

    public void OnDatagram(in UdpDatagram datagram)
    {
        if (Services.TryServe(_loop.Now, datagram))
        {
            return;
        }

        if (!_access.IsOfNode(datagram.Destination))
        {
            Forward(datagram);
        }
        else if (!Udp.TryForwardReply(_loop.Now, datagram))
        {
            ToHostLoopback(datagram);
        }
    }

    public void OnEcho(in EchoRequest request)
    {
        bool isAllowed = _access.MayLeave(request.Destination);
        Isolated += isAllowed ? 0 : 1;
        if (!isAllowed || Echo.Forward(_loop.Now, request) is EchoVerdict.Unavailable)
        {
            if (isAllowed)
            {
                _refusals.EchoUnavailable(_loop.Now);
            }

            IcmpReport prohibited = ProhibitedTo(request.Source);
            SendEchoError(new EchoFlow(request.Source, request.Destination, request.Identifier, request.Sequence, request.Payload), prohibited);
        }
    }

    public void OnReceived() => Tcp.ReadListed();

    public IReadOnlyList<FlowSnapshot> Flows() => FlowReport.Of(this, _loop.Now);

    public IReadOnlyList<CounterSnapshot> Report() => CounterReport.Of(this);

    /// <summary>Ends everything at once. Loop thread, or the loop has ended.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Tcp.Dispose();
        EndpointHandler<TDevice> handler = new(this);
        _ = _node.Poll(_loop.Now, ref _device, ref handler);
        Services.Dispose();
        Udp.Dispose();
        Echo.Dispose();
        _loop.RemoveDriver(_datagrams);
        _loop.RemoveDriver(this);
        _link.Dispose();
    }

    private static ulong Seed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private void Forward(in UdpDatagram datagram)
    {
        // What goes to many is not forwarded anyway, and nobody is told.
        if (_access.MayLeave(datagram.Destination) || datagram.Destination.IsMulticast)
        {
            Udp.Forward(_loop.Now, datagram);
            return;
        }

        Isolated++;
        IcmpReport prohibited = ProhibitedTo(datagram.Source);
        SendUdpError(
            new UdpFlow(datagram.Source, datagram.SourcePort, datagram.Destination, datagram.DestinationPort, datagram.Payload), prohibited);
    }

    private static IcmpReport ProhibitedTo(IpAddress source) => source.IsV4
        ? new((byte)Icmpv4Type.DestinationUnreachable, (byte)Icmpv4UnreachableCode.CommunicationProhibited, 0, default)
        : new((byte)Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.CommunicationProhibited, 0, default);

    private void ToHostLoopback(in UdpDatagram datagram)
    {
        SocketEndpoint destination = new(datagram.Destination, datagram.DestinationPort);
        if (_access.TryMap(destination, out SocketEndpoint host))
        {
            Udp.Forward(_loop.Now, datagram.To(host.Address));
            return;
        }

        UnservedDatagrams++;
        _refusals.HostLoopback(_loop.Now, "UDP", datagram.DestinationPort);
        IcmpReport unreachable = datagram.Destination.IsV4
            ? new((byte)Icmpv4Type.DestinationUnreachable, (byte)Icmpv4UnreachableCode.Port, 0, datagram.Destination)
            : new((byte)Icmpv6Type.DestinationUnreachable, (byte)Icmpv6UnreachableCode.Port, 0, datagram.Destination);
        SendUdpError(
            new UdpFlow(datagram.Source, datagram.SourcePort, datagram.Destination, datagram.DestinationPort, datagram.Payload), unreachable);
    }
}
