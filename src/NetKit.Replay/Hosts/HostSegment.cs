using System;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.Replay.Hosts;

/// <summary>Reads a TCP segment of the recorded node.</summary>
internal static class HostSegment
{
    public static bool TryRead(ReadOnlySpan<byte> frame, out FlowKey key, out TcpHeader header)
    {
        key = default;
        header = default;
        if (EthernetView.TryCreate(frame, out EthernetView ethernet) is not WireError.None
            || ethernet.Type is not EtherType.Ipv4
            || Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is not WireError.None
            || ip.Protocol is not IpProtocol.Tcp || ip.IsFragment
            || TcpView.TryCreate(ip.Payload, out TcpView tcp) is not WireError.None
            || TcpHeader.TryParse(tcp, out header) is not WireError.None)
        {
            return false;
        }

        key = new FlowKey(ip.Source, tcp.SourcePort, ip.Destination, tcp.DestinationPort);
        return true;
    }
}
