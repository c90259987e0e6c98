using System;
using System.Globalization;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ip;

/// <summary>
/// A container whose link takes more than the host's interface (1500 octets), and the host's more than a link further on (1300): whoever
/// sends what may not be cut hears from the one place and from the other how much fits.
/// </summary>
[Requires("ping")]
public sealed class PathMtuTests() : LabFixture("-6", "--mtu", "9000")
{
    private const int EchoPort = 7000;

    protected override void BeforeNetkit()
    {
        Ipv6Lab.Add(Lab);
        _ = Lab.Router.Ip("link set net1 mtu 1300");
        _ = Lab.Far.Ip("link set net0 mtu 1300");
        foreach (string address in (string[])[Lab.FarAddress, Ipv6Lab.FarAddress])
        {
            _ = Keep(new UdpEcho(Lab.Far.Datagrams(address, EchoPort)));
        }

        foreach (string address in (string[])[Lab.RouterAddress, Ipv6Lab.RouterAddress])
        {
            _ = Keep(new UdpEcho(Lab.Router.Datagrams(address, EchoPort)));
        }
    }

    /// <summary>RFC 1191 §3, RFC 8201 §4: the number is in the error, and the container's kernel believes it.</summary>
    [TestCase(Lab.RouterAddress, Lab.BoxAddress, 1500)]
    [TestCase(Lab.FarAddress, Lab.BoxAddress, 1300)]
    [TestCase(Ipv6Lab.RouterAddress, Ipv6Lab.BoxAddress, 1500)]
    [TestCase(Ipv6Lab.FarAddress, Ipv6Lab.BoxAddress, 1300)]
    public void The_container_learns_how_much_fits(string address, string own, int mtu)
    {
        using Socket container = Lab.Box.Datagrams(own, 0);
        container.Connect(address, EchoPort);
        container.ReceiveTimeout = 2000;
        byte[] sent = new byte[4000];
        byte[] received = new byte[65536];
        string? route = null;

        // What is too large for the second link as well as for the first is said one after the other.
        for (int i = 0; i < 4 && route?.Contains(FormattableString.Invariant($"mtu {mtu} ")) != true; i++)
        {
            try
            {
                _ = container.Send(sent);
                _ = container.Receive(received);
            }
            catch (SocketException)
            {
                // Too large, or lost since it was.
            }

            route = Lab.Box.Ip($"route get {address}");
        }

        Assert.That(route, Does.Contain(FormattableString.Invariant($"mtu {mtu} ")));
        _ = container.Send(sent);
        Assert.That(container.Receive(received), Is.EqualTo(sent.Length), "in fragments that fit");
    }

    [TestCase(Lab.RouterAddress, 2000, 1500)]
    [TestCase(Lab.FarAddress, 1400, 1300)]
    [TestCase(Ipv6Lab.RouterAddress, 2000, 1500)]
    [TestCase(Ipv6Lab.FarAddress, 1400, 1300)]
    public void A_ping_that_may_not_be_cut_is_answered_with_what_fits(string address, int length, int mtu)
    {
        string octets = length.ToString(CultureInfo.InvariantCulture);
        Outcome ping = Lab.Box.Run("ping", "-n", "-c", "3", "-i", "0.1", "-W", "1", "-M", "do", "-s", octets, address);
        Assert.That(ping.Output + ping.Error, Does.Match(FormattableString.Invariant($"mtu ?[=:] ?{mtu}")));
    }
}
