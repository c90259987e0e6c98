using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>From what the host's sockets say to what the container is told.</summary>
internal static class IcmpReports
{
    // What IPv6 requires of every path (RFC 8200 §5), and IPv4 of every host (RFC 791): said when the system does not say more.
    private const uint MinimumMtuV6 = 1_280;
    private const uint MinimumMtuV4 = 576;

    /// <summary>An error from the network goes on as it came.</summary>
    public static IcmpReport Of(in DatagramError error)
    {
        bool tooBig = error.Origin == DatagramErrorOrigin.Icmpv6
            ? error.Type == (byte)Icmpv6Type.PacketTooBig
            : error.Type == (byte)Icmpv4Type.DestinationUnreachable && error.Code == (byte)Icmpv4UnreachableCode.FragmentationNeeded;
        return new IcmpReport(error.Type, error.Code, tooBig ? error.Mtu : 0, error.Offender);
    }

    /// <summary>The host's own refusal to send, as the error that a router in its place would have sent. False: none would have.</summary>
    public static bool TryExplain(Errno error, bool v4, uint mtu, out IcmpReport report)
    {
        if (error == Errno.MessageTooLong)
        {
            report = v4
                ? Unreachable(Icmpv4UnreachableCode.FragmentationNeeded) with { Mtu = Known(mtu, MinimumMtuV4) }
                : new IcmpReport((byte)Icmpv6Type.PacketTooBig, 0, Known(mtu, MinimumMtuV6), default);
            return true;
        }

        report = v4 ? Unreachable(CodeV4(error)) : Unreachable(CodeV6(error));
        return IsUnreachable(error);
    }

    /// <summary>
    /// The routing table or the firewall said no. EINVAL and EADDRNOTAVAIL are what Linux answers for destinations that no route can ever
    /// reach, e.g. a link-local one without a link, and for a family without any address; EAFNOSUPPORT is for a family it does not speak.
    /// </summary>
    public static bool IsUnreachable(Errno error) => error
        is Errno.NetworkUnreachable or Errno.NetworkDown or Errno.HostUnreachable or Errno.HostDown
        or Errno.AccessDenied or Errno.NotPermitted or Errno.InvalidArgument or Errno.AddressNotAvailable
        or Errno.AddressFamilyNotSupported;

    private static IcmpReport Unreachable(Icmpv4UnreachableCode code) =>
        new((byte)Icmpv4Type.DestinationUnreachable, (byte)code, 0, default);

    private static IcmpReport Unreachable(Icmpv6UnreachableCode code) =>
        new((byte)Icmpv6Type.DestinationUnreachable, (byte)code, 0, default);

    private static Icmpv4UnreachableCode CodeV4(Errno error) => error switch
    {
        Errno.HostUnreachable or Errno.HostDown => Icmpv4UnreachableCode.Host,
        Errno.AccessDenied or Errno.NotPermitted => Icmpv4UnreachableCode.CommunicationProhibited,
        _ => Icmpv4UnreachableCode.Network,
    };

    private static Icmpv6UnreachableCode CodeV6(Errno error) => error switch
    {
        Errno.HostUnreachable or Errno.HostDown => Icmpv6UnreachableCode.Address,
        Errno.AccessDenied or Errno.NotPermitted => Icmpv6UnreachableCode.CommunicationProhibited,
        _ => Icmpv6UnreachableCode.NoRoute,
    };

    private static uint Known(uint mtu, uint minimum) => mtu == 0 ? minimum : mtu;
}
