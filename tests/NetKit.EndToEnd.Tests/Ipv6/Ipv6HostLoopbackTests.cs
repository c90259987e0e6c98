using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>Without <c>--host-loopback</c> nothing of the host's own is reachable over IPv6 either.</summary>
public sealed class Ipv6HostLoopbackTests() : LabFixture("-6")
{
    private const int Port = 8080;

    protected override void BeforeNetkit()
    {
        Ipv6Lab.Add(Lab);
        _ = Keep(WebServer.Start(Lab.Host.Listen("::1", Port)));
    }

    [Test]
    public void A_service_on_the_hosts_loopback_is_refused_counted_and_logged_once()
    {
        for (int i = 0; i < 3; i++)
        {
            SocketException error = Assert.Throws<SocketException>(() => Lab.Box.Connect(Ipv6Lab.Gateway, Port))!;
            Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
        }

        Assert.That(Netkit.Counters()["tcp-forwarding", "host-loopback-denied"], Is.EqualTo(3));
        Assert.That(Netkit.Log.Split("--host-loopback").Length - 1, Is.EqualTo(1), Netkit.Log);
    }

    [Test]
    public void A_datagram_to_the_hosts_loopback_is_refused_too()
    {
        using Socket datagrams = Lab.Host.Datagrams("::1", 9000);
        using Socket container = Lab.Box.Datagrams(Ipv6Lab.BoxAddress, 0);
        container.Connect(Ipv6Lab.Gateway, 9000);
        _ = container.Send("anybody?"u8);
        container.ReceiveTimeout = 5000;
        SocketException error = Assert.Throws<SocketException>(() => container.Receive(new byte[10]))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused), "port unreachable");
        Assert.That(datagrams.Available, Is.Zero);
    }
}
