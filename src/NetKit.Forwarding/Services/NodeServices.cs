using System;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Udp;
using NetKit.Netstack.Network;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Services.Ntp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Services;

/// <summary>What NetKit itself answers at the addresses of a network's node: DHCP, DNS and NTP. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NodeServices : IDnsClient, IDisposable
{
    private const ushort DnsPort = 53;
    private const ushort NtpPort = 123;
    private const byte TimeToLive = 64;

    private readonly NetworkSettings _settings;
    private readonly IServiceOutlet _outlet;
    private readonly byte[] _reply = new byte[2048];

    public NodeServices(DatagramEngine engine, NetworkSettings settings, IServiceOutlet outlet, ILoggerFactory loggers)
    {
        _settings = settings;
        _outlet = outlet;
        Dhcp = new DhcpServer(DhcpOptionsOf(settings), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        Ntp = new NtpServer(new NtpServerOptions());
        Dns = settings.Dns is null ? null : new DnsService(engine, DnsOptionsOf(settings), loggers.CreateLogger<DnsService>());
    }

    public DhcpServer Dhcp { get; }

    public NtpServer Ntp { get; }

    /// <summary>Null where the network has no name server.</summary>
    public DnsService? Dns { get; }

    /// <summary>True for a TCP connection to this address and port: it is the name server's.</summary>
    public bool IsDns(IpAddress address, ushort port) => port == DnsPort && Dns is not null && address == _settings.Dns;

    /// <summary>Answers a datagram that is for one of the services; false: it is not.</summary>
    public bool TryServe(Instant now, in UdpDatagram datagram)
    {
        switch (datagram.DestinationPort)
        {
            case DhcpReply.ServerPort when datagram.Destination == IpAddress.BroadcastV4 || datagram.Destination == _settings.Gateway:
                AnswerDhcp(now, datagram);
                return true;
            case DnsPort when IsDns(datagram.Destination, DnsPort):
                _ = Dns!.Query(now, datagram.Payload, DnsTransport.Udp, this, TokenOf(datagram));
                return true;
            case NtpPort when datagram.Destination == _settings.Gateway:
                AnswerNtp(now, datagram);
                return true;
            default:
                return false;
        }
    }

    void IDnsClient.OnReply(long token, ReadOnlySpan<byte> reply) => _outlet.Send(new UdpDatagram
    {
        Source = _settings.Dns.GetValueOrDefault(),
        SourcePort = DnsPort,
        Destination = IpAddress.FromV4((uint)(token >> 16)),
        DestinationPort = (ushort)token,
        TimeToLive = TimeToLive,
        Payload = reply,
    });

    public void Dispose() => Dns?.Dispose();

    // A client is its address and port; 48 bits hold both.
    private static long TokenOf(in UdpDatagram datagram) => (long)datagram.Source.V4 << 16 | datagram.SourcePort;

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

    private static DhcpServerOptions DhcpOptionsOf(NetworkSettings settings) => new()
    {
        Subnet = settings.Subnet,
        ServerAddress = settings.Gateway,
        Router = settings.Gateway,
        DnsServers = settings.Dns is { } dns ? [dns] : [],
        Domain = settings.Domain,
        SearchList = settings.Search,
        NtpServers = [settings.Gateway],
        Mtu = settings.Mtu,
        FirstChoice = settings.Address,
    };

    private static DnsServiceOptions DnsOptionsOf(NetworkSettings settings) => new()
    {
        Zone = new DnsZoneOptions
        {
            Domain = settings.Domain,
            Gateways = [settings.Gateway],
            GatewayNames = ["host.netkit.internal", "host.docker.internal", "gateway.docker.internal"],
            Endpoints = [new DnsHost(settings.Name, [settings.Address])],
            Subnets = [settings.Subnet],
        },
        Servers = settings.DnsServers,
        OwnAddresses = settings.Dns is { } dns ? [settings.Gateway, dns] : [settings.Gateway],
    };
}
