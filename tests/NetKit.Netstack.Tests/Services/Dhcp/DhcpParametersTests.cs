using System;
using System.Linq;
using System.Text;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>Which options a reply has, in which order, and which go when there is no room.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DhcpParametersTests
{
    private static readonly byte[] Times = [53, 54, 51, 58, 59];

    private readonly DhcpExchange _exchange = new();

    [Test]
    public void A_client_that_asks_for_nothing_gets_the_usual()
    {
        DhcpAnswer offer = _exchange.Discover(1);
        Assert.That(offer.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 3, 6, 15, 28, 26, 42, 119 })));
        Assert.That(offer[1], Is.EqualTo(new byte[] { 255, 255, 255, 0 }));
        Assert.That(offer[3], Is.EqualTo(new byte[] { 10, 0, 2, 2 }));
        Assert.That(offer[6], Is.EqualTo(new byte[] { 10, 0, 2, 3 }));
        Assert.That(offer[15], Is.EqualTo(Encoding.ASCII.GetBytes("netkit.internal")));
        Assert.That(offer[28], Is.EqualTo(new byte[] { 10, 0, 2, 255 }));
        Assert.That(offer[26], Is.EqualTo(new byte[] { 0x05, 0xDC }));
        Assert.That(offer[42], Is.EqualTo(new byte[] { 10, 0, 2, 2 }));
        Assert.That(
            Encoding.Latin1.GetString(offer[119]!), Is.EqualTo("\u0006netkit\u0008internal\0\u0007example\u0003com\0"));
    }

    [Test]
    public void A_client_gets_what_it_asks_for_in_its_order_and_the_mask_before_the_router()
    {
        DhcpAnswer offer = _exchange.Discover(1, DhcpBytes.Option(55, 42, 3, 1, 119, 6, 3, 99, 51, 54, 0, 255));
        Assert.That(offer.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 42, 3, 119, 6 })));
        Assert.That(_exchange.Discover(1, DhcpBytes.Option(55, 15)).Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 15 })));
    }

    [Test]
    public void Classless_routes_take_the_place_of_the_router()
    {
        DhcpAnswer offer = _exchange.Discover(1, DhcpBytes.Option(55, 1, 3, 6, 121));
        Assert.That(offer.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 6, 121 })));
        Assert.That(offer[121], Is.EqualTo(new byte[] { 0, 10, 0, 2, 2 }), "the default route is in it");
    }

    [Test]
    public void A_router_outside_the_subnet_has_a_route_of_its_own_first()
    {
        _ = IpPrefix.TryParse("192.0.2.0/24", out IpPrefix other);
        DhcpExchange exchange = new(DhcpExchange.Options with
        {
            Router = IpAddress.FromV4(169, 254, 1, 1),
            Routes = [new DhcpRoute(other, DhcpExchange.Host(9))],
        });
        Assert.That(exchange.Discover(1, DhcpBytes.Option(55, 121))[121], Is.EqualTo(new byte[]
        {
            32, 169, 254, 1, 1, 0, 0, 0, 0,
            0, 169, 254, 1, 1,
            24, 192, 0, 2, 10, 0, 2, 9,
        }));
    }

    [Test]
    public void What_there_is_not_is_not_sent()
    {
        DhcpExchange exchange = new(new DhcpServerOptions { Subnet = DhcpExchange.Subnet, ServerAddress = DhcpExchange.Gateway });
        Assert.That(exchange.Discover(1).Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 28, 26 })));
        Assert.That(
            exchange.Discover(1, DhcpBytes.Option(55, 3, 6, 12, 15, 42, 119, 121)).Codes, Is.EqualTo(Times.Concat(new byte[] { 1 })));
    }

    [Test]
    public void A_reply_is_no_shorter_than_BOOTP_and_no_longer_than_the_client_takes()
    {
        DhcpExchange exchange = new(Long(1500));
        Assert.That(exchange.Discover(1, DhcpBytes.Option(55, 1)).Octets, Has.Length.EqualTo(300));
        DhcpAnswer offer = exchange.Discover(1, DhcpBytes.Option(55, 119, 3, 121, 6));
        Assert.That(offer.Octets.Length, Is.LessThanOrEqualTo(548));
        Assert.That(offer.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 121, 6 })), "what fits although it was asked later");
        Assert.That(exchange.Server.Counters.OptionsLeftOut, Is.EqualTo(1));

        DhcpAnswer large = exchange.Discover(1, DhcpBytes.Option(55, 119, 3, 121, 6), DhcpBytes.Option(57, 0x05, 0xDC));
        Assert.That(large.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 119, 121, 6 })));
        Assert.That(large[119]!, Has.Length.GreaterThan(255), "in two parts");
        Assert.That(large.Octets.Length, Is.InRange(549, 1472));
    }

    [TestCase(0)]
    [TestCase(64)]
    [TestCase(575)]
    [TestCase(576)]
    public void Every_client_takes_576_octets(int size)
    {
        DhcpExchange exchange = new(Long(1500));
        DhcpAnswer offer = exchange.Discover(1, DhcpBytes.Option(55, 119, 3), DhcpBytes.Option(57, (byte)(size >> 8), (byte)size));
        Assert.That(offer.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 3 })));
    }

    [Test]
    public void A_reply_fits_the_link_and_the_buffer_whatever_the_client_takes()
    {
        DhcpAnswer offer = new DhcpExchange(Long(576)).Discover(1, DhcpBytes.Option(55, 119, 3), DhcpBytes.Option(57, 0xFF, 0xFF));
        Assert.That(offer.Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 3 })));
        DhcpServer server = new(Long(65520), 1);
        byte[] request = DhcpExchange.Message(1, 1, default, DhcpBytes.Option(55, 119, 3), DhcpBytes.Option(57, 0xFF, 0xFF));
        _ = server.Answer(default, request, new byte[DhcpServer.MinimumRoom], out DhcpReply where);
        Assert.That(where.Length, Is.LessThanOrEqualTo(DhcpServer.MinimumRoom));
        _ = server.Answer(default, request, new byte[1472], out where);
        Assert.That(where.Length, Is.GreaterThan(DhcpServer.MinimumRoom));
    }

    [Test]
    public void Routes_that_find_no_room_leave_their_place_to_the_router()
    {
        DhcpExchange exchange = new(DhcpExchange.Options with
        {
            Routes =
            [
                .. Enumerable.Range(0, 60)
                    .Select(static i => IpPrefix.Of(IpAddress.FromV4(172, 16, (byte)i, 0), 24))
                    .Select(static prefix => new DhcpRoute(prefix, DhcpExchange.Host(9))),
            ],
        });
        Assert.That(exchange.Discover(1, DhcpBytes.Option(55, 121, 3)).Codes, Is.EqualTo(Times.Concat(new byte[] { 1, 3 })));
    }

    [Test]
    public void A_name_that_came_with_a_reservation_is_told_to_its_client()
    {
        _ = _exchange.Server.Reserve(DhcpExchange.Mac(1), DhcpExchange.Host(40), "web");
        Assert.That(_exchange.Discover(1, DhcpBytes.Option(55, 12))[12], Is.EqualTo("web"u8.ToArray()));
        Assert.That(_exchange.Discover(2, DhcpBytes.Option(55, 12), DhcpBytes.Text(12, "own"))[12], Is.Null);
    }

    [Test]
    public void Options_that_contradict_each_other_are_refused_with_a_reason()
    {
        void Refuses(DhcpServerOptions options, string reason) =>
            Assert.That(() => new DhcpServer(options, 1), Throws.InstanceOf<ArgumentException>().With.Message.Contains(reason));

        DhcpServerOptions valid = DhcpExchange.Options;
        Refuses(valid with { Domain = "two words" }, "\"two words\" is not a domain name.");
        Refuses(valid with { SearchList = ["a..b"] }, "a..b");
        Refuses(valid with { Mtu = 575 }, "An MTU of 575 is not between 576 and 65535.");
        Refuses(valid with { Mtu = 65536 }, "65536");
        Refuses(valid with { PoolFirst = IpAddress.FromV4(10, 0, 3, 1) }, "10.0.3.1-10.0.2.254 is not a part of 10.0.2.0/24.");
        Refuses(valid with { PoolFirst = DhcpExchange.Host(9), PoolLast = DhcpExchange.Host(8) }, "10.0.2.9-10.0.2.8");
        Refuses(valid with { FirstChoice = DhcpExchange.Gateway }, "10.0.2.2 cannot be given");
        Refuses(valid with { Subnet = IpPrefix.Of(IpAddress.LoopbackV6, 64) }, "IPv4");
        Refuses(valid with { DnsServers = [IpAddress.LoopbackV6] }, "::1");
        Refuses(valid with { LeaseTime = TimeSpan.Zero }, "a second");
        Refuses(valid with { MaximumLeases = 0 }, "0");
    }

    /// <summary>A search list of some 400 octets.</summary>
    private static DhcpServerOptions Long(int mtu) => DhcpExchange.Options with
    {
        Mtu = mtu,
        SearchList = [.. Enumerable.Range(10, 20).Select(static i => $"department-{i}.example")],
    };
}
