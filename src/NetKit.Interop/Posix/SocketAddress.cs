using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Interop.Posix;

/// <summary>
/// <c>sockaddr_in</c> and <c>sockaddr_in6</c> as octets. Port and addresses are in network order; the family is a 16-bit number on Linux,
/// a length octet and an 8-bit number on Darwin.
/// </summary>
internal static class SocketAddress
{
    /// <summary>Room for any address that this process uses; <c>sockaddr_storage</c> is longer for other families' sake.</summary>
    public const int MaximumLength = V6Length;

    public const int V4Length = 16;
    public const int V6Length = 28;

    private const int PortAt = 2;
    private const int V4AddressAt = 4;
    private const int V6AddressAt = 8;

    /// <summary>Writes the address in its own family and says how long it is.</summary>
    public static int Write(Span<byte> destination, SocketEndpoint endpoint, SocketConstants system)
    {
        bool v4 = endpoint.Address.IsV4;
        int length = v4 ? V4Length : V6Length;
        Span<byte> octets = destination[..length];
        octets.Clear();
        int family = v4 ? SocketConstants.FamilyV4 : system.FamilyV6;
        if (system.AddressHasLength)
        {
            octets[0] = (byte)length;
            octets[1] = (byte)family;
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(octets, (ushort)family);
        }

        BinaryPrimitives.WriteUInt16BigEndian(octets[PortAt..], endpoint.Port);
        if (v4)
        {
            endpoint.Address.WriteV4(octets[V4AddressAt..]);
        }
        else
        {
            endpoint.Address.WriteV6(octets[V6AddressAt..]);
        }

        return length;
    }

    /// <summary>
    /// Reads an address that the system filled in; false for another family. What a dual-stack listener reports as
    /// ::ffff:a.b.c.d reads as the IPv4 address it is.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, SocketConstants system, out SocketEndpoint endpoint)
    {
        endpoint = default;
        if (octets.Length < V4Length)
        {
            return false;
        }

        int family = system.AddressHasLength ? octets[1] : BinaryPrimitives.ReadUInt16LittleEndian(octets);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(octets[PortAt..]);
        if (family == SocketConstants.FamilyV4)
        {
            endpoint = new SocketEndpoint(IpAddress.ReadV4(octets[V4AddressAt..]), port);
            return true;
        }

        if (family != system.FamilyV6 || octets.Length < V6Length)
        {
            return false;
        }

        endpoint = new SocketEndpoint(IpAddress.ReadV6(octets[V6AddressAt..]), port);
        return true;
    }
}
