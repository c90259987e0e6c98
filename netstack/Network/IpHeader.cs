using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>What the header of a packet to be sent says, in either family.</summary>
internal readonly record struct IpHeader
{
    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    /// <summary>What lies directly behind the header.</summary>
    public IpProtocol Protocol { get; init; }

    /// <summary>TTL or hop limit.</summary>
    public byte TimeToLive { get; init; }

    public byte TrafficClass { get; init; }

    /// <summary>IPv4 only: no router may cut it.</summary>
    public bool DontFragment { get; init; }

    /// <summary>Octets behind the header.</summary>
    public int PayloadLength { get; init; }

    public bool IsV4 => Destination.IsV4;

    /// <summary>Octets of the header.</summary>
    public int Length => IsV4 ? Ipv4Header.MinimumLength : Ipv6Header.Length;

    public Ipv4Header ToV4(ushort identification) => new()
    {
        Source = Source,
        Destination = Destination,
        Protocol = Protocol,
        TimeToLive = TimeToLive,
        TrafficClass = TrafficClass,
        DontFragment = DontFragment,
        Identification = identification,
        PayloadLength = PayloadLength,
    };

    public Ipv6Header ToV6() => new()
    {
        Source = Source,
        Destination = Destination,
        Protocol = Protocol,
        HopLimit = TimeToLive,
        TrafficClass = TrafficClass,
        PayloadLength = PayloadLength,
    };
}
