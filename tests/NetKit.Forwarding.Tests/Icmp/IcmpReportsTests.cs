using NetKit.Forwarding.Icmp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Icmp;

public sealed class IcmpReportsTests
{
    [TestCase(Errno.NetworkUnreachable, 3, 0, 1, 0)]
    [TestCase(Errno.NetworkDown, 3, 0, 1, 0)]
    [TestCase(Errno.AddressNotAvailable, 3, 0, 1, 0)]
    [TestCase(Errno.InvalidArgument, 3, 0, 1, 0)]
    [TestCase(Errno.AddressFamilyNotSupported, 3, 0, 1, 0)]
    [TestCase(Errno.HostUnreachable, 3, 1, 1, 3)]
    [TestCase(Errno.HostDown, 3, 1, 1, 3)]
    [TestCase(Errno.AccessDenied, 3, 13, 1, 1)]
    [TestCase(Errno.NotPermitted, 3, 13, 1, 1)]
    public void A_refusal_is_explained_as_a_router_would(Errno error, int type, int code, int typeV6, int codeV6)
    {
        Assert.That(IcmpReports.TryExplain(error, true, 0, out IcmpReport report), Is.True);
        Assert.That(report, Is.EqualTo(new IcmpReport((byte)type, (byte)code, 0, default)));
        Assert.That(IcmpReports.TryExplain(error, false, 0, out report), Is.True);
        Assert.That(report, Is.EqualTo(new IcmpReport((byte)typeV6, (byte)codeV6, 0, default)));
    }

    [TestCase(1_400u, 1_400u, 1_400u)]
    [TestCase(0u, 576u, 1_280u)]
    public void Too_long_tells_the_mtu_or_the_least_there_can_be(uint mtu, uint told, uint toldV6)
    {
        Assert.That(IcmpReports.TryExplain(Errno.MessageTooLong, true, mtu, out IcmpReport report), Is.True);
        Assert.That(report, Is.EqualTo(new IcmpReport(3, 4, told, default)));
        Assert.That(IcmpReports.TryExplain(Errno.MessageTooLong, false, mtu, out report), Is.True);
        Assert.That(report, Is.EqualTo(new IcmpReport(2, 0, toldV6, default)));
    }

    [TestCase(Errno.Again)]
    [TestCase(Errno.NoBufferSpace)]
    [TestCase(Errno.Other)]
    public void A_host_in_trouble_says_nothing(Errno error)
    {
        Assert.That(IcmpReports.TryExplain(error, true, 0, out _), Is.False);
        Assert.That(IcmpReports.TryExplain(error, false, 0, out _), Is.False);
    }

    [TestCase(DatagramErrorOrigin.Icmp, 3, 4, 1_400u)]
    [TestCase(DatagramErrorOrigin.Icmp, 3, 3, 0u)]
    [TestCase(DatagramErrorOrigin.Icmp, 11, 0, 0u)]
    [TestCase(DatagramErrorOrigin.Icmpv6, 2, 0, 1_400u)]
    [TestCase(DatagramErrorOrigin.Icmpv6, 3, 0, 0u)]
    public void An_error_of_the_network_goes_on_as_it_came(DatagramErrorOrigin origin, int type, int code, uint mtu)
    {
        IpAddress router = IpAddress.FromV4(192, 0, 2, 1);
        DatagramError error = new() { Origin = origin, Type = (byte)type, Code = (byte)code, Mtu = 1_400, Offender = router };
        Assert.That(IcmpReports.Of(error), Is.EqualTo(new IcmpReport((byte)type, (byte)code, mtu, router)));
    }
}
