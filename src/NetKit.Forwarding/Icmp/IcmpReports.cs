using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>From what the host's sockets say to what the container is told.</summary>
internal static class IcmpReports
{
    // RFC 4443 §3.1, §3.2.
    private const byte Icmpv6Unreachable = 1;
    private const byte Icmpv6PacketTooBig = 2;
    private const byte Icmpv6NoRoute = 0;
    private const byte Icmpv6Prohibited = 1;
    private const byte Icmpv6AddressUnreachable = 3;

    // What IPv6 requires of every path (RFC 8200 §5), and IPv4 of every host (RFC 791): said when the system does not say more.
    private const uint MinimumMtuV6 = 1_280;
    private const uint MinimumMtuV4 = 576;

    /// <summary>An error from the network goes on as it came.</summary>
    public static IcmpReport Of(in DatagramError error)
    {
        bool tooBig = error.Origin == DatagramErrorOrigin.Icmpv6
            ? error.Type == Icmpv6PacketTooBig
            : error.Type == (byte)Icmpv4Type.DestinationUnreachable && error.Code == (byte)Icmpv4UnreachableCode.FragmentationNeeded;
        return new IcmpReport(error.Type, error.Code, tooBig ? error.Mtu : 0, error.Offender);
    }

    /// <summary>The host's own refusal to send, as the error that a router in its place would have sent. False: none would have.</summary>
    public static bool TryExplain(Errno error, bool v4, uint mtu, out IcmpReport report)
    {
        if (error == Errno.MessageTooLong)
        {
            report = v4
                ? new IcmpReport((byte)Icmpv4Type.DestinationUnreachable, (byte)Icmpv4UnreachableCode.FragmentationNeeded, Known(mtu, MinimumMtuV4), default)
                : new IcmpReport(Icmpv6PacketTooBig, 0, Known(mtu, MinimumMtuV6), default);
            return true;
        }

        report = v4
            ? new IcmpReport((byte)Icmpv4Type.DestinationUnreachable, CodeV4(error), 0, default)
            : new IcmpReport(Icmpv6Unreachable, CodeV6(error), 0, default);
        return IsUnreachable(error);
    }

    /// <summary>
    /// The routing table or the firewall said no. EINVAL and EADDRNOTAVAIL are what Linux answers for destinations that no route can ever
    /// reach, e.g. a link-local one without a link, and for a family without any address.
    /// </summary>
    public static bool IsUnreachable(Errno error) => error
        is Errno.NetworkUnreachable or Errno.NetworkDown or Errno.HostUnreachable or Errno.HostDown
        or Errno.AccessDenied or Errno.NotPermitted or Errno.InvalidArgument or Errno.AddressNotAvailable;

    private static byte CodeV4(Errno error) => (byte)(error switch
    {
        Errno.HostUnreachable or Errno.HostDown => Icmpv4UnreachableCode.Host,
        Errno.AccessDenied or Errno.NotPermitted => Icmpv4UnreachableCode.CommunicationProhibited,
        _ => Icmpv4UnreachableCode.Network,
    });

    private static byte CodeV6(Errno error) => error switch
    {
        Errno.HostUnreachable or Errno.HostDown => Icmpv6AddressUnreachable,
        Errno.AccessDenied or Errno.NotPermitted => Icmpv6Prohibited,
        _ => Icmpv6NoRoute,
    };

    private static uint Known(uint mtu, uint minimum) => mtu == 0 ? minimum : mtu;
}
