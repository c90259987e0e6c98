using System;
using System.Collections.Generic;
using NetKit.Forwarding.Services;
using NetKit.Netstack.Network;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Services.Ntp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NetKit.Replay.Recordings;

namespace NetKit.Replay.Hosts;

/// <summary>
/// DHCP, DNS and NTP of the replayed node, with a fixed seed and the recording's clock. What the name server asks others is answered
/// as in the recording, and nothing is cached: the recording has every answer.
/// </summary>
internal sealed class ReplayServices
{
    private const ushort DnsPort = 53;
    private const ushort NtpPort = 123;
    private const byte TimeToLive = 64;
    private const byte Stratum = 5;
    private const int MaximumPending = 4096;

    private readonly Recording _recording;
    private readonly ReplayNode _node;
    private readonly DhcpServer _dhcp;
    private readonly NtpServer _ntp = new(new NtpServerOptions());
    private readonly DnsFront _dns;
    private readonly HashSet<(IpAddress Client, ushort Port, ushort Id)> _asked = [];
    private readonly byte[] _reply = new byte[DnsStreamFramer.MaximumMessage];

    public ReplayServices(Recording recording, ulong seed, ReplayNode node)
    {
        _recording = recording;
        _node = node;
        _dhcp = new DhcpServer(ServiceOptions.Dhcp(recording.Settings), seed);
        _dns = new DnsFront(
            new DnsZone(ServiceOptions.Dns(recording.Settings).Zone, seed), new DnsCacheOptions { Entries = 0 }, seed);
    }

    /// <summary>True: the datagram was for a service of the node.</summary>
    public bool TryServe(Instant now, in UdpDatagram datagram)
    {
        IpAddress gateway = _recording.Settings.Gateway;
        switch (datagram.DestinationPort)
        {
            case DhcpReply.ServerPort when datagram.Destination == IpAddress.BroadcastV4 || datagram.Destination == gateway:
                AnswerDhcp(now, datagram);
                return true;
            case DnsPort when datagram.Destination == _recording.Settings.Dns:
                AnswerDns(now, datagram);
                return true;
            case NtpPort when datagram.Destination == gateway:
                AnswerNtp(now, datagram);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A datagram of the recorded node. True: it came from a service, and is none of the host's.</summary>
    public bool Hear(in UdpDatagram recorded)
    {
        bool isOurs = recorded.SourcePort == DhcpReply.ServerPort
            || (recorded.SourcePort == NtpPort && recorded.Source == _recording.Settings.Gateway);
        bool isDns = recorded.SourcePort == DnsPort && recorded.Source == _recording.Settings.Dns;
        if (isDns && recorded.Payload.Length >= DnsHeader.Length
            && _asked.Remove((recorded.Destination, recorded.DestinationPort, IdOf(recorded.Payload))))
        {
            _node.SendUdp(recorded);
        }

        return isOurs || isDns;
    }

    private static ushort IdOf(ReadOnlySpan<byte> message) => (ushort)(message[0] << 8 | message[1]);

    private void AnswerDns(Instant now, in UdpDatagram datagram)
    {
        DnsVerdict verdict = _dns.Examine(now, datagram.Payload, DnsTransport.Udp, _reply, out int length, out _);
        if (verdict is DnsVerdict.Answered)
        {
            _node.SendUdp(Answer(datagram, datagram.Destination, length));
        }
        else if (verdict is DnsVerdict.Forward && _asked.Count < MaximumPending)
        {
            _ = _asked.Add((datagram.Source, datagram.SourcePort, IdOf(datagram.Payload)));
        }
    }

    private void AnswerDhcp(Instant now, in UdpDatagram datagram)
    {
        _ = _dhcp.Answer(now, datagram.Payload, _reply, out DhcpReply where);
        if (where.Length > 0)
        {
            _node.SendUdpTo(where.DestinationMac, new UdpDatagram
            {
                Source = _recording.Settings.Gateway,
                SourcePort = DhcpReply.ServerPort,
                Destination = where.Destination,
                DestinationPort = DhcpReply.ClientPort,
                TimeToLive = TimeToLive,
                Payload = _reply.AsSpan(0, where.Length),
            });
        }
    }

    private void AnswerNtp(Instant now, in UdpDatagram datagram)
    {
        long ticks = _recording.HostTicks(now);
        NtpClock clock = new() { ReceiveTicks = ticks, TransmitTicks = ticks, ReferenceTicks = ticks, Stratum = Stratum, Precision = -23 };
        if (_ntp.TryAnswer(now, clock, datagram.Payload, _reply, out int length))
        {
            _node.SendUdp(Answer(datagram, datagram.Destination, length));
        }
    }

    private UdpDatagram Answer(in UdpDatagram question, IpAddress from, int length) => new()
    {
        Source = from,
        SourcePort = question.DestinationPort,
        Destination = question.Source,
        DestinationPort = question.SourcePort,
        TimeToLive = TimeToLive,
        Payload = _reply.AsSpan(0, length),
    };
}
