using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ports;

/// <summary>Ports of the container on the host, from the command line.</summary>
[TestFixture("1")]
[TestFixture("3")]
[Requires("curl")]
public sealed class PublishedPortTests(string loops) : LabFixture(
    "--loops", loops,
    "-p", "8080:80",
    "-p", "127.0.0.1:8000-8009:9000-9009",
    "-p", $"{Lab.HostAddress}:8081:80",
    "-p", "0.0.0.0:8082:80",
    "-p", "8099:99",
    "-p", "8443:443",
    "-p", "5353:53/udp")
{
    protected override void BeforeNetkit()
    {
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 80)));
        _ = Keep(new UdpEcho(Lab.Box.Datagrams("0.0.0.0", 53)));
        for (int port = 9000; port <= 9009; port++)
        {
            string name = port.ToString(CultureInfo.InvariantCulture);
            _ = Keep(new Server(Lab.Box.Listen("0.0.0.0", port), async connection =>
                await connection.SendAsync(Encoding.ASCII.GetBytes(name)).ConfigureAwait(false)));
        }
    }

    [Test]
    public void A_client_on_the_host_is_seen_as_the_gateway() =>
        Assert.That(Lab.Host.Run("curl", "-sS", "http://127.0.0.1:8080/").Succeeded(), Does.StartWith($"{Lab.Gateway}:"));

    [TestCase(8081)]
    [TestCase(8082)]
    public void A_client_of_another_host_is_seen_as_itself(int port)
    {
        Assert.That(Lab.Far.Run("curl", "-sS", Url(port)).Succeeded(), Does.StartWith($"{Lab.FarAddress}:"));
        Assert.That(Lab.Host.Run("curl", "-sS", Url(port)).Succeeded(), Does.StartWith($"{Lab.Gateway}:"), "the host at its own address");
    }

    [Test]
    public void A_port_without_an_address_is_not_for_the_neighbours() =>
        Assert.That(() => Lab.Far.Connect(Lab.HostAddress, 8080), Throws.InstanceOf<SocketException>());

    [Test]
    public void Ranges_are_paired_port_by_port([Range(8000, 8009)] int port)
    {
        using Socket client = Lab.Host.Connect("127.0.0.1", port);
        byte[] answer = new byte[10];
        client.ReceiveTimeout = 5000;
        int count = client.Receive(answer);
        Assert.That(Encoding.ASCII.GetString(answer, 0, count), Is.EqualTo((port + 1000).ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public void A_datagram_port_is_published_too()
    {
        using Socket client = Lab.Host.Datagrams("127.0.0.1", 0);
        (byte[] received, _) = UdpEcho.Exchange(client, new IPEndPoint(IPAddress.Loopback, 5353), "hello"u8.ToArray());
        Assert.That(received, Is.EqualTo("hello"u8.ToArray()));
    }

    [Test]
    public void A_port_that_nobody_serves_in_the_container_is_closed_for_the_client()
    {
        Outcome curl = Lab.Host.Run("curl", "-sS", "--max-time", "5", "http://127.0.0.1:8099/");
        Assert.That(curl.Status, Is.EqualTo(52).Or.EqualTo(56).Or.EqualTo(7), curl.ToString);
        Assert.That(curl.Took, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Data_passes_whole_in_both_directions_at_once()
    {
        using Socket listener = Lab.Box.Listen("0.0.0.0", 443);
        using Socket client = Lab.Host.Connect("127.0.0.1", 8443);
        using Socket container = await listener.AcceptAsync();
        await Streams.AssertWholeAsync(client, container);
        Assert.That(Netkit.Counters()["tcp", "retransmission-timeouts"], Is.Zero);
    }

    [Test]
    public void All_of_them_are_listed()
    {
        string list = Netkit.Ask("forward", "ls").Succeeded();
        Assert.That(list.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1 + 16));
        Assert.That(list, Does.Contain("127.0.0.1:8009").And.Contain($"{Lab.BoxAddress}:9009"));
    }

    [TestCase("8080:80", "TCP")]
    [TestCase("5353:53/udp", "UDP")]
    public void A_port_in_use_is_one_sentence_and_status_one(string publish, string protocol)
    {
        using NetworkNamespace other = new();
        Outcome netkit = Lab.Host.Run(NetkitBinary.Path, "attach", "--netns", other.Path, "-p", publish);
        string[] lines = netkit.EndedWith(1).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(1), netkit.Error);
        Assert.That(lines[0], Does.StartWith("netkit: ").And.Contain(protocol).And.Contain("in use"));
        Assert.That(other.Ip("-br link"), Does.Not.Contain("tap0"));
    }

    [TestCase("53/udp", "DNS")]
    [TestCase("53", "DNS")]
    [TestCase("67/udp", "DHCP")]
    [TestCase("123/udp", "NTP")]
    public void A_port_that_NetKit_serves_at_the_gateway_is_one_sentence_and_status_one(string port, string service)
    {
        using NetworkNamespace other = new();
        string publish = $"{Lab.Gateway}:{port.Replace("/udp", string.Empty, StringComparison.Ordinal)}:{port}";
        Outcome netkit = Lab.Host.Run(NetkitBinary.Path, "attach", "--netns", other.Path, "-p", publish).EndedWith(1);
        Assert.That(netkit.Error.Trim().Split('\n'), Has.Length.EqualTo(1), netkit.Error);
        Assert.That(netkit.Error, Does.StartWith("netkit: ").And.Contain(service).And.Contain("choose another"));
        Outcome later = Netkit.Ask("forward", publish).EndedWith(1);
        Assert.That(later.Error, Is.EqualTo(netkit.Error));
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://{Lab.HostAddress}:{port}/");
}
