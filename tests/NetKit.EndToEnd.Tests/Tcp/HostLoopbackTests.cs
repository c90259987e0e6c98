using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Tcp;

/// <summary>Without <c>--host-loopback</c> nothing of the host's own is reachable.</summary>
public sealed class HostLoopbackTests() : LabFixture()
{
    private const int Port = 8080;

    protected override void BeforeNetkit() => _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port)));

    [Test]
    public void A_service_on_the_hosts_loopback_is_refused_counted_and_logged_once()
    {
        for (int i = 0; i < 3; i++)
        {
            SocketException error = Assert.Throws<SocketException>(() => Lab.Box.Connect(Lab.Gateway, Port))!;
            Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
        }

        Assert.That(Netkit.Counters()["tcp-forwarding", "host-loopback-denied"], Is.EqualTo(3));
        Assert.That(Netkit.Log.Split("--host-loopback").Length - 1, Is.EqualTo(1), Netkit.Log);
    }

    [Test]
    public void A_datagram_to_the_hosts_loopback_is_refused_too()
    {
        using Socket datagrams = Lab.Host.Datagrams("127.0.0.1", 9000);
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        container.Connect(Lab.Gateway, 9000);
        _ = container.Send("anybody?"u8);
        container.ReceiveTimeout = 5000;
        SocketException error = Assert.Throws<SocketException>(() => container.Receive(new byte[10]))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused), "port unreachable");
        Assert.That(datagrams.Available, Is.Zero);
    }

    [Test]
    public void Other_hosts_are_reachable_all_the_same()
    {
        using Server web = WebServer.Start(Lab.Far.Listen(Lab.FarAddress, 80));
        string answer = Lab.Box.Run("curl", "-sS", $"http://{Lab.FarAddress}/").Succeeded();
        Assert.That(answer, Does.StartWith(Lab.HostAddress + ":"), "the host's address stands for the container's");
    }
}
