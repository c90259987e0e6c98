using System;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Network;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Services.Ntp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Services;

/// <summary>What NetKit itself answers at the addresses of a network's node: DHCP, DNS and NTP. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NodeServices : IDnsClient, IDisposable
{
    private const ushort DnsPort = ReservedPorts.Dns;
    private const ushort NtpPort = ReservedPorts.Ntp;
    private const byte TimeToLive = 64;

    private readonly NetworkSettings _settings;
    private readonly IServiceOutlet _outlet;
    private readonly byte[] _reply = new byte[2048];
    private readonly DnsClientRing _dnsClients = new();

    public NodeServices(DatagramEngine engine, NetworkSettings settings, IServiceOutlet outlet, ILoggerFactory loggers)
    {
        _settings = settings;
        _outlet = outlet;
        Dhcp = new DhcpServer(ServiceOptions.Dhcp(settings), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        Dhcpv6 = ServiceOptions.Dhcpv6(settings) is { } options
            ? new Dhcpv6Server(options, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))))
            : null;
        Ntp = new NtpServer(new NtpServerOptions());
        Dns = settings.Dns is null ? null : new DnsService(engine, ServiceOptions.Dns(settings), loggers.CreateLogger<DnsService>());
    }

    public DhcpServer Dhcp { get; }

    /// <summary>Null where the network has no IPv6.</summary>
    public Dhcpv6Server? Dhcpv6 { get; }

    public NtpServer Ntp { get; }

    /// <summary>Null where the network has no name server.</summary>
    public DnsService? Dns { get; }

    /// <summary>
    /// True for a TCP connection to this address and port: it is the name server's, at its own address or, where the network says so, at that of a
    /// server that it would ask itself.
    /// </summary>
    public bool IsDns(IpAddress address, ushort port) =>
        port == DnsPort && Dns is not null
        && ((address.IsV4 ? address == _settings.Dns : address == _settings.DnsV6) || (_settings.AnswersForServers && Dns.IsServer(address)));

    /// <summary>True for datagrams to a gateway's address and this port: they are for one of the services.</summary>
    public bool IsServedByGateway(IpAddress gateway, ushort port) =>
        port == NtpPort || port == (gateway.IsV4 ? DhcpReply.ServerPort : Dhcpv6Server.ServerPort) || IsDns(gateway, port);

    /// <summary>The containers of a shared network have become others: these are their names, aliases included.</summary>
    public void SetNames(ImmutableArray<DnsHost> names) => Dns?.SetZone(ServiceOptions.Zone(_settings) with { Endpoints = names });

    /// <summary>Answers a datagram that is for one of the services; false: it is not.</summary>
    public bool TryServe(Instant now, in UdpDatagram datagram)
    {
        switch (datagram.DestinationPort)
        {
            case DhcpReply.ServerPort when datagram.Destination == IpAddress.BroadcastV4 || datagram.Destination == _settings.Gateway:
                AnswerDhcp(now, datagram);
                return true;
            case Dhcpv6Server.ServerPort when Dhcpv6 is not null && IsDhcpv6(datagram.Destination):
                AnswerDhcpv6(now, Dhcpv6, datagram);
                return true;
            case DnsPort when IsDns(datagram.Destination, DnsPort):
                _ = Dns!.Query(now, datagram.Payload, DnsTransport.Udp, this, TokenOf(datagram));
                return true;
            case NtpPort when datagram.Destination == _settings.Gateway || datagram.Destination == _settings.RouterV6:
                AnswerNtp(now, datagram);
                return true;
            default:
                return false;
        }
    }

    void IDnsClient.OnReply(long token, ReadOnlySpan<byte> reply)
    {
        SocketEndpoint client = new(IpAddress.FromV4((uint)(token >> 16)), (ushort)token);
        IpAddress server = _settings.Dns.GetValueOrDefault();
        if (DnsClientRing.IsToken(token) && !_dnsClients.TryRecall(token, out client, out server))
        {
            return;
        }

        _outlet.Send(new UdpDatagram
        {
            Source = server,
            SourcePort = DnsPort,
            Destination = client.Address,
            DestinationPort = client.Port,
            TimeToLive = TimeToLive,
            Payload = reply,
        });
    }

    public void Dispose() => Dns?.Dispose();

    // A client is its address and port; 48 bits hold both. Those of IPv6, and those who asked at another address, have to be remembered.
    private long TokenOf(in UdpDatagram datagram) => datagram.Source.IsV4 && datagram.Destination == _settings.Dns
        ? (long)datagram.Source.V4 << 16 | datagram.SourcePort
        : _dnsClients.Remember(new SocketEndpoint(datagram.Source, datagram.SourcePort), datagram.Destination);

    private bool IsDhcpv6(IpAddress address) => address == Dhcpv6Server.ServersGroup || _settings.IsNodeV6(address);

    private void AnswerDhcpv6(Instant now, Dhcpv6Server server, in UdpDatagram datagram)
    {
        _ = server.Answer(now, datagram.Payload, datagram.Destination.IsMulticast, _reply, out int length, datagram.LinkSource);
        if (length > 0)
        {
            _outlet.Send(new UdpDatagram
            {
                Source = datagram.Source.IsLinkLocalV6 ? _settings.LinkLocalV6 : _settings.RouterV6.GetValueOrDefault(),
                SourcePort = Dhcpv6Server.ServerPort,
                Destination = datagram.Source,
                DestinationPort = Dhcpv6Server.ClientPort,
                TimeToLive = TimeToLive,
                Payload = _reply.AsSpan(0, length),
            });
        }
    }

    private void AnswerDhcp(Instant now, in UdpDatagram datagram)
    {
        _ = Dhcp.Answer(now, datagram.Payload, _reply, out DhcpReply where);
        if (where.Length == 0)
        {
            return;
        }

        UdpDatagram reply = new()
        {
            Source = _settings.Gateway,
            SourcePort = DhcpReply.ServerPort,
            Destination = where.Destination,
            DestinationPort = DhcpReply.ClientPort,
            TimeToLive = TimeToLive,
            Payload = _reply.AsSpan(0, where.Length),
        };
        _outlet.SendTo(where.DestinationMac, reply);
    }

    private void AnswerNtp(Instant now, in UdpDatagram datagram)
    {
        if (!Ntp.TryAnswer(now, HostClock.Read(), datagram.Payload, _reply, out int length))
        {
            return;
        }

        _outlet.Send(new UdpDatagram
        {
            Source = datagram.Destination,
            SourcePort = NtpPort,
            Destination = datagram.Source,
            DestinationPort = datagram.SourcePort,
            TimeToLive = TimeToLive,
            Payload = _reply.AsSpan(0, length),
        });
    }
}
