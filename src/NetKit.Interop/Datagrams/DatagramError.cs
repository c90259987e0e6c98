using NetKit.Netstack.Wire;

namespace NetKit.Interop.Datagrams;

/// <summary>An entry of a socket's error queue: what became of a datagram that was sent earlier.</summary>
/// <param name="Origin">Who reported it.</param>
/// <param name="Type">ICMP type; 0 for a local error.</param>
/// <param name="Code">ICMP code; 0 for a local error.</param>
/// <param name="Mtu">The path's MTU when the datagram was too big for it; otherwise meaningless.</param>
/// <param name="Error">The same as an error number.</param>
/// <param name="Destination">Whom the datagram was for.</param>
/// <param name="Local">Our address that the ICMP message came to, where the socket reports local addresses; otherwise unspecified.</param>
/// <param name="Offender">Who sent the ICMP message; unspecified for a local error.</param>
/// <param name="PayloadLength">Octets of the datagram's payload that the error quoted.</param>
public readonly record struct DatagramError(
    DatagramErrorOrigin Origin,
    byte Type,
    byte Code,
    uint Mtu,
    Errno Error,
    SocketEndpoint Destination,
    IpAddress Local,
    IpAddress Offender,
    int PayloadLength)
{
    // struct sock_extended_err { u32 errno; u8 origin, type, code, pad; u32 info, data; } and the offender's address behind it.
    internal const int ExtendedErrorLength = 16;
}
