using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;
using NetKit.Replay.Recordings;

namespace NetKit.Replay.Hosts;

/// <summary>
/// Finds out from the recorded node's frames what the host did, and does it again. What the node does by itself (ARP, answers to pings at
/// its own addresses, its services, acknowledgements, retransmissions) is left to the replayed node.
/// </summary>
/// <remarks>
/// A SYN-ACK: the host's connect succeeded. A RST: it was refused, or the host reset the connection. An ICMP error about a connection
/// request: it was unreachable. A SYN: somebody connected to a published port. Payload that was not seen before: the host said it. A FIN behind
/// it: the host has ended. A window that stays shut: see <see cref="WindowStalls"/>. Datagrams, answers to forwarded pings and errors about
/// either: as they are.
/// </remarks>
internal sealed class HostVoice(ReplayNode node, WindowStalls stalls)
{
    private readonly Ipv4Reassembler _reassembler = new(ReassemblyLimits.Ipv4);

    public void Hear(int index, RecordedFrame frame)
    {
        if (EthernetView.TryCreate(frame.Octets, out EthernetView ethernet) is not WireError.None
            || ethernet.Type is not EtherType.Ipv4
            || Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is not WireError.None
            || Ipv4Header.TryParse(ip, out Ipv4Header header) is not WireError.None)
        {
            return;
        }

        if (!ip.IsFragment)
        {
            Hear(index, header, ip.Payload, frame.Offload);
        }
        else if (_reassembler.Add(node.Now, ip, header, out ReassembledDatagram whole) is ReassemblyVerdict.Complete)
        {
            Hear(index, whole.Header, whole.Payload, default);
        }
    }

    private void Hear(int index, in Ipv4Header ip, ReadOnlySpan<byte> payload, in FrameOffload offload)
    {
        switch (ip.Protocol)
        {
            case IpProtocol.Tcp:
                HearTcp(index, ip, payload);
                break;
            case IpProtocol.Udp:
                HearUdp(ip, payload, offload);
                break;
            case IpProtocol.Icmp:
                HearIcmp(ip, payload);
                break;
            default:
                break;
        }
    }

    private void HearTcp(int index, in Ipv4Header ip, ReadOnlySpan<byte> octets)
    {
        if (TcpView.TryCreate(octets, out TcpView view) is not WireError.None
            || TcpHeader.TryParse(view, out TcpHeader header) is not WireError.None)
        {
            return;
        }

        FlowKey key = new(ip.Source, header.SourcePort, ip.Destination, header.DestinationPort);
        ReplayFlow? flow = node.FlowOf(key);
        bool isSyn = (header.Flags & TcpFlags.Syn) != 0;
        if (isSyn)
        {
            bool isRequest = (header.Flags & TcpFlags.Ack) == 0;
            flow = isRequest && flow is null && !node.Tcp.IsInUse(key) ? node.Connect(key) : flow;
            node.Translator.OnRecorded(key, header);
            flow?.BeginAt(header.Sequence);
            flow?.Connection.Accept();
        }

        if (flow is null)
        {
            return;
        }

        if ((header.Flags & TcpFlags.Reset) != 0)
        {
            node.Abort(flow);
            return;
        }

        if (stalls.IsStart(index))
        {
            flow.Resume();
        }

        if (!isSyn)
        {
            flow.Say(header.Sequence, view.Payload, (header.Flags & TcpFlags.Fin) != 0);
        }

        if (stalls.IsStop(index))
        {
            flow.Stall();
        }
    }

    private void HearUdp(in Ipv4Header ip, ReadOnlySpan<byte> octets, in FrameOffload offload)
    {
        if (UdpView.TryCreate(octets, out UdpView view) is not WireError.None)
        {
            return;
        }

        UdpDatagram datagram = new()
        {
            Source = ip.Source,
            SourcePort = view.SourcePort,
            Destination = ip.Destination,
            DestinationPort = view.DestinationPort,
            TimeToLive = ip.TimeToLive,
            TrafficClass = ip.TrafficClass,
            DontFragment = ip.DontFragment,
            Payload = view.Payload,
            SegmentSize = offload.Segmentation is SegmentationKind.Udp ? offload.SegmentSize : 0,
        };
        if (!node.Services.Hear(datagram))
        {
            node.SendUdp(datagram);
        }
    }

    private void HearIcmp(in Ipv4Header ip, ReadOnlySpan<byte> octets)
    {
        if (Icmpv4View.TryCreate(octets, out Icmpv4View view) is not WireError.None)
        {
            return;
        }

        bool isFromNode = ip.Source == node.Recording.Settings.Gateway || ip.Source == node.Recording.Settings.Dns;
        if (view.Type is Icmpv4Type.EchoReply)
        {
            if (!isFromNode)
            {
                node.SendEchoReply(ip, view);
            }
        }
        else if (view.Type is Icmpv4Type.DestinationUnreachable or Icmpv4Type.TimeExceeded
            && Ipv4Quote.TryRead(view.Payload, out Ipv4Quote about)
            && !IsOfNode(view, about))
        {
            HearError(ip, view, about);
        }
    }

    // The replayed node sends it by itself. Errors about what was forwarded are about packets that the replayed node remembers; those about
    // a packet that came no further than the node are not, so they are not sent twice.
    private bool IsOfNode(scoped in Icmpv4View error, in Ipv4Quote about) =>
        error.Type is Icmpv4Type.DestinationUnreachable
        && (error.Code == (byte)Icmpv4UnreachableCode.Protocol
            || (error.Code == (byte)Icmpv4UnreachableCode.Host && node.Recording.Settings.Subnet.Contains(about.Destination)));

    private void HearError(in Ipv4Header ip, scoped in Icmpv4View view, in Ipv4Quote about)
    {
        IcmpError error = new(ip.Source, (byte)view.Type, view.Code, view.RestOfHeader);
        FlowKey key = new(about.Destination, about.DestinationPort, about.Source, about.SourcePort);
        switch (about.Protocol)
        {
            case IpProtocol.Tcp when node.FlowOf(key) is { } flow:
                node.RefuseUnreachable(flow, view.Code);
                break;
            case IpProtocol.Udp:
                node.SendError(error, key);
                break;
            case IpProtocol.Icmp:
                node.SendEchoError(error, new FlowKey(about.Destination, about.Identifier, about.Source, about.Sequence));
                break;
            default:
                break;
        }
    }
}
