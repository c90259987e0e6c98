using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Udp;

/// <summary>Datagrams out of the container, and their answers.</summary>
public sealed class DatagramTests() : LabFixture("--host-loopback", "-p", "198.51.100.1:5353:53/udp")
{
    private const int EchoPort = 7000;

    protected override void BeforeNetkit()
    {
        _ = Keep(new UdpEcho(Lab.Far.Datagrams(Lab.FarAddress, EchoPort)));
        _ = Keep(new UdpEcho(Lab.Host.Datagrams("127.0.0.1", EchoPort)));
        _ = Keep(new UdpEcho(Lab.Box.Datagrams("0.0.0.0", 53)));
    }

    [TestCase(Lab.FarAddress, 1)]
    [TestCase(Lab.FarAddress, 1400)]
    [TestCase(Lab.Gateway, 60_000)]
    [TestCase(Lab.Gateway, 1000)]
    public void A_datagram_is_echoed_by_whom_it_was_sent_to(string address, int length)
    {
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        UdpEcho.AssertEchoes(container, new IPEndPoint(IPAddress.Parse(address), EchoPort), length);
    }

    /// <summary>RFC 4787 §4.1: endpoint-independent mapping: what lets two hosts find each other through a third.</summary>
    [Test]
    public void One_socket_of_the_container_is_one_port_of_the_host()
    {
        using Socket first = Lab.Far.Datagrams(Lab.FarAddress, 0);
        using Socket second = Lab.Far.Datagrams(Lab.FarAddress, 0);
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        _ = container.SendTo("one"u8, first.LocalEndPoint!);
        _ = container.SendTo("two"u8, second.LocalEndPoint!);
        Assert.That(SenderTo(first), Is.EqualTo(SenderTo(second)));
    }

    [Test]
    public void A_closed_port_of_a_far_host_is_reported_to_the_container()
    {
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        container.Connect(Lab.FarAddress, 9);
        container.ReceiveTimeout = 5000;
        _ = container.Send("anybody?"u8);
        SocketException error = Assert.Throws<SocketException>(() => container.Receive(new byte[10]))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
    }

    /// <summary>RFC 1191: the way on is narrower than the container's link, and the container said "don't fragment".</summary>
    [Test]
    public void A_datagram_too_large_for_the_path_is_reported_and_then_sent_in_fragments()
    {
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        container.Connect(Lab.FarAddress, EchoPort);
        container.ReceiveTimeout = 5000;
        byte[] sent = new byte[60_000];
        _ = container.Send(sent);
        SocketException error = Assert.Throws<SocketException>(() => container.Receive(new byte[10]))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.MessageSize));
        _ = container.Send(sent);
        Assert.That(container.Receive(new byte[65536]), Is.EqualTo(sent.Length));
    }

    [Test]
    public void A_client_of_a_published_port_gets_its_answer()
    {
        using Socket client = Lab.Far.Datagrams(Lab.FarAddress, 0);
        IPEndPoint published = new(IPAddress.Parse(Lab.HostAddress), 5353);
        (byte[] received, IPEndPoint from) = UdpEcho.Exchange(client, published, "hello"u8.ToArray());
        Assert.That(received, Is.EqualTo("hello"u8.ToArray()));
        Assert.That(from, Is.EqualTo(published));
    }

    [Test]
    public void Many_clients_of_a_published_port_do_not_get_each_others_answers()
    {
        IPEndPoint published = new(IPAddress.Parse(Lab.HostAddress), 5353);
        Socket[] clients = [.. Enumerable.Range(0, 50).Select(_ => Lab.Far.Datagrams(Lab.FarAddress, 0))];
        for (int i = 0; i < clients.Length; i++)
        {
            _ = clients[i].SendTo(BitConverter.GetBytes(i), published);
        }

        for (int i = 0; i < clients.Length; i++)
        {
            byte[] answer = new byte[10];
            clients[i].ReceiveTimeout = 5000;
            Assert.That(clients[i].Receive(answer), Is.EqualTo(sizeof(int)));
            Assert.That(BitConverter.ToInt32(answer), Is.EqualTo(i));
            clients[i].Dispose();
        }
    }

    /// <summary>
    /// What iperf3 misses has to be what its own socket had no room for: the kernel counts that, and on a small machine there is some.
    /// </summary>
    [Test]
    [Requires("iperf3")]
    public void A_gigabit_a_second_passes_without_loss([Values(false, true)] bool reverse)
    {
        NetworkNamespace receiver = reverse ? Lab.Box : Lab.Host;
        Counters before = Netkit.Counters();
        long overflow = UdpOverflow(receiver);
        JsonElement end = Iperf3.Measure(Lab, reverse, "-u", "-b", "1G", "-l", "1400", "-t", "2");

        JsonElement sum = end.GetProperty("sum");
        long missed = sum.GetProperty("lost_packets").GetInt64() - (UdpOverflow(receiver) - overflow);
        Counters after = Netkit.Counters();
        Assert.Multiple(() =>
        {
            Assert.That(sum.GetProperty("packets").GetInt64(), Is.GreaterThan(100_000), sum.ToString);
            Assert.That(missed, Is.LessThanOrEqualTo(0), () => $"{sum}\n{after}");
            foreach (string group in (string[])["udp-out drops", "udp-in drops"])
            {
                Assert.That(after.Total(group), Is.EqualTo(before.Total(group)), after.ToString);
            }

            Assert.That(after["udp", "sent"] - before["udp", "sent"], Is.EqualTo(after["udp", "offered"] - before["udp", "offered"]));
            Assert.That(
                after["udp", "delivered"] - before["udp", "delivered"], Is.EqualTo(after["udp", "received"] - before["udp", "received"]));
        });
    }

    [Test]
    public void Flows_are_listed_with_both_ends()
    {
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        IPEndPoint to = new(IPAddress.Parse(Lab.FarAddress), EchoPort);
        _ = UdpEcho.Exchange(container, to, "hello"u8.ToArray());
        int port = ((IPEndPoint)container.LocalEndPoint!).Port;
        JsonElement flow = Netkit.Flows().Single(flow => flow.GetProperty("container").GetProperty("port").GetInt32() == port);
        Assert.That(flow.GetProperty("protocol").GetString(), Is.EqualTo("udp"));
        Assert.That(flow.GetProperty("octetsOut").GetInt64(), Is.EqualTo(5));
        Assert.That(flow.GetProperty("octetsIn").GetInt64(), Is.EqualTo(5));
    }

    private static EndPoint SenderTo(Socket socket)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        socket.ReceiveTimeout = 5000;
        _ = socket.ReceiveFrom(new byte[100], ref from);
        return from;
    }

    /// <summary>Datagrams that sockets of a namespace had no room for.</summary>
    private static long UdpOverflow(NetworkNamespace place)
    {
        string[][] lines =
        [
            .. place.Run("cat", "/proc/net/snmp").Succeeded().Split('\n')
                .Where(static line => line.StartsWith("Udp:", StringComparison.Ordinal))
                .Select(static line => line.Split(' ')),
        ];
        return long.Parse(lines[1][Array.IndexOf(lines[0], "RcvbufErrors")], System.Globalization.CultureInfo.InvariantCulture);
    }
}
