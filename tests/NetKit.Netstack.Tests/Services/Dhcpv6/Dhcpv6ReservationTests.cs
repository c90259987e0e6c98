using System.Linq;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Tests.Wire.Dhcpv6;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcpv6;

/// <summary>A link whose addresses are known before anybody asks: each interface gets its own, whatever its client says.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Dhcpv6ReservationTests
{
    private const byte Solicit = 1;
    private const byte Request = 3;
    private const byte Renew = 5;
    private const byte Decline = 9;
    private static readonly MacAddress One = new(0x0242_AC1E_0002);
    private static readonly MacAddress Two = new(0x0242_AC1E_0003);

    private readonly Dhcpv6Exchange _exchange = new(Dhcpv6Exchange.Options with { OnlyReserved = true, FirstChoice = null });

    [SetUp]
    public void Reserve()
    {
        Assert.That(_exchange.Server.Reserve(One, Dhcpv6Exchange.Host(7)), Is.True);
        Assert.That(_exchange.Server.Reserve(Two, Dhcpv6Exchange.Host(8)), Is.True);
    }

    [Test]
    public void An_interface_gets_its_own_address_whatever_is_wanted()
    {
        _exchange.Client = One;
        Dhcpv6Answer offer = _exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(7, Dhcpv6Exchange.Host(8)));
        Assert.That((offer.Verdict, offer.Address), Is.EqualTo((Dhcpv6Verdict.Offered, Dhcpv6Exchange.Host(7))));
        Assert.That(_exchange.Lease(1, 7), Is.EqualTo(Dhcpv6Exchange.Host(7)));
        _exchange.Client = Two;
        Assert.That(_exchange.Lease(2), Is.EqualTo(Dhcpv6Exchange.Host(8)));
        Assert.That(_exchange.Server.Leases(_exchange.Now).Select(static one => one.Address), Is.EqualTo((IpAddress[])[Dhcpv6Exchange.Host(7), Dhcpv6Exchange.Host(8)]));
    }

    [Test]
    public void A_stranger_gets_nothing()
    {
        _exchange.Client = new MacAddress(0x0242_AC1E_0009);
        Assert.That(_exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(7)).Verdict, Is.EqualTo(Dhcpv6Verdict.Exhausted));
        Assert.That(_exchange.Send(Renew, 1, Dhcpv6Bytes.Association(7, Dhcpv6Exchange.Host(7))).Verdict, Is.EqualTo(Dhcpv6Verdict.Stranger));
    }

    [Test]
    public void A_client_with_another_identifier_on_the_interface_takes_the_address_over()
    {
        _exchange.Client = One;
        _ = _exchange.Lease(1);
        Assert.That(_exchange.Lease(2), Is.EqualTo(Dhcpv6Exchange.Host(7)));
        Assert.That(_exchange.Server.Leases(_exchange.Now), Has.Length.EqualTo(1));
        Assert.That(_exchange.Send(Request, 2, Dhcpv6Bytes.Association(99)).Verdict, Is.EqualTo(Dhcpv6Verdict.Exhausted), "a second association");
    }

    [Test]
    public void A_lease_is_renewed_also_when_the_table_was_lost()
    {
        _exchange.Client = One;
        Assert.That(_exchange.Send(Renew, 1, Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(7))).Verdict, Is.EqualTo(Dhcpv6Verdict.Renewed));
        Assert.That(_exchange.Send(Renew, 1, Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(7))).Verdict, Is.EqualTo(Dhcpv6Verdict.Renewed));
    }

    [Test]
    public void What_was_declined_rests()
    {
        _exchange.Client = One;
        IpAddress address = _exchange.Lease(1);
        Assert.That(_exchange.Send(Decline, 1, Dhcpv6Bytes.Association(1, address)).Verdict, Is.EqualTo(Dhcpv6Verdict.Declined));
        Assert.That(_exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(1)).Verdict, Is.EqualTo(Dhcpv6Verdict.Exhausted));
        _exchange.Wait(_exchange.Server.Options.DeclineTime);
        Assert.That(_exchange.Lease(1), Is.EqualTo(address));
    }

    [Test]
    public void A_reservation_is_one_interfaces_and_ends_with_its_lease()
    {
        _exchange.Client = One;
        _ = _exchange.Lease(1);
        Assert.That(_exchange.Server.Reserve(Two, Dhcpv6Exchange.Host(7)), Is.False);
        Assert.That(_exchange.Server.Reserve(Two, Dhcpv6Exchange.Host(2)), Is.False, "the router's");
        Assert.That(_exchange.Server.Unreserve(One), Is.True);
        Assert.That(_exchange.Server.Unreserve(One), Is.False);
        Assert.That(_exchange.Server.Leases(_exchange.Now), Is.Empty);
        Assert.That(_exchange.Send(Solicit, 1, Dhcpv6Bytes.Association(1)).Verdict, Is.EqualTo(Dhcpv6Verdict.Exhausted));
        Assert.That(_exchange.Server.Reserve(Two, Dhcpv6Exchange.Host(7)), Is.True);
        _exchange.Client = Two;
        Assert.That(_exchange.Lease(3), Is.EqualTo(Dhcpv6Exchange.Host(7)));
    }
}
