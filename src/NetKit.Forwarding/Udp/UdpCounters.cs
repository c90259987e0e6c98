using System;
using System.Linq;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// What a <see cref="UdpForwarder"/> and its published ports have done. When a turn is over, <see cref="Offered"/> = <see cref="Sent"/> +
/// <see cref="TotalDropsFromContainer"/> and <see cref="Received"/> = <see cref="Delivered"/> + <see cref="TotalDropsFromHost"/>.
/// Loop thread only.
/// </summary>
public sealed class UdpCounters
{
    private readonly long[] _fromContainer = new long[Enum.GetValues<UdpDropReason>().Length];
    private readonly long[] _fromHost = new long[Enum.GetValues<UdpDropReason>().Length];

    /// <summary>Datagrams that the container sent here.</summary>
    public long Offered { get; internal set; }

    /// <summary>Datagrams that host sockets took.</summary>
    public long Sent { get; internal set; }

    public long OctetsSent { get; internal set; }

    /// <summary>Datagrams read from host sockets.</summary>
    public long Received { get; internal set; }

    /// <summary>Datagrams handed on to the container.</summary>
    public long Delivered { get; internal set; }

    public long OctetsDelivered { get; internal set; }

    /// <summary>ICMP errors from the network, carried to the container.</summary>
    public long ErrorsCarried { get; internal set; }

    public long MappingsOpened { get; internal set; }

    public long MappingsExpired { get; internal set; }

    /// <summary>Mappings that ended before their time because the table was full.</summary>
    public long MappingsRecycled { get; internal set; }

    public long SessionsOpened { get; internal set; }

    public long SessionsExpired { get; internal set; }

    public long SessionsRecycled { get; internal set; }

    public long TotalDropsFromContainer => _fromContainer.Sum();

    public long TotalDropsFromHost => _fromHost.Sum();

    public long DropsFromContainer(UdpDropReason reason) => _fromContainer[(int)reason];

    public long DropsFromHost(UdpDropReason reason) => _fromHost[(int)reason];

    internal void DropFromContainer(UdpDropReason reason, int datagrams) => _fromContainer[(int)reason] += datagrams;

    internal void DropFromHost(UdpDropReason reason, int datagrams) => _fromHost[(int)reason] += datagrams;
}
