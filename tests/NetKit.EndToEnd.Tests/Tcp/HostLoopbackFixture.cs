using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Tcp;

/// <summary>What holds in each family without <c>--host-loopback</c>.</summary>
public abstract class HostLoopbackFixture(string loopback, string gateway, string box, params string[] options) : LabFixture(options)
{
    private const int Port = 8080;

    protected override void BeforeNetkit() => _ = Keep(WebServer.Start(Lab.Host.Listen(loopback, Port)));

    [Test]
    public void A_service_on_the_hosts_loopback_is_refused_counted_and_logged_once()
    {
        for (int i = 0; i < 3; i++)
        {
            SocketException error = Assert.Throws<SocketException>(() => Lab.Box.Connect(gateway, Port))!;
            Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
        }

        Assert.That(Netkit.Counters()["tcp-forwarding", "host-loopback-denied"], Is.EqualTo(3));
        Assert.That(Netkit.Log.Split("--host-loopback").Length - 1, Is.EqualTo(1), Netkit.Log);
    }

    [Test]
    public void A_datagram_to_the_hosts_loopback_is_refused_too()
    {
        using Socket datagrams = Lab.Host.Datagrams(loopback, 9000);
        using Socket container = Lab.Box.Datagrams(box, 0);
        container.Connect(gateway, 9000);
        _ = container.Send("anybody?"u8);
        container.ReceiveTimeout = 5000;
        SocketException error = Assert.Throws<SocketException>(() => container.Receive(new byte[10]))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused), "port unreachable");
        Assert.That(datagrams.Available, Is.Zero);
    }
}
