using System;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>A route that clients are to have: an IPv4 network and the router towards it.</summary>
public readonly record struct DhcpRoute(IpPrefix Destination, IpAddress Router)
{
    private int SignificantOctets => (Destination.Length + 7) / 8;

    /// <summary>Octets in option 121.</summary>
    public int Length => 1 + SignificantOctets + IpAddress.V4Length;

    /// <summary>
    /// Writes <see cref="Length"/> octets: the prefix length, as many octets of the network as count, the router (RFC 3442).
    /// </summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> network = stackalloc byte[IpAddress.V4Length];
        Destination.Address.WriteV4(network);
        destination[0] = (byte)Destination.Length;
        network[..SignificantOctets].CopyTo(destination[1..]);
        Router.WriteV4(destination[(1 + SignificantOctets)..]);
    }
}
