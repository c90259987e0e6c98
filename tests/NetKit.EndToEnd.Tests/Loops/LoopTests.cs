using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Loops;

/// <summary>Several loops that share one container: what could go wrong where one would not.</summary>
[Requires("curl")]
public sealed class LoopTests() : LabFixture("--loops", "3", "-6", "--host-loopback", "-p", "8080:80", "-p", "8081:81")
{
    private const int Loops = 3;

    protected override void BeforeNetkit()
    {
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 80)));
        _ = Keep(new Server(Lab.Box.Listen("0.0.0.0", 81), Server.EchoAsync));
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", 8090)));
    }

    [Test]
    [Requires("iperf3")]
    public void Many_streams_are_counted_once_and_in_each_direction([Values] bool reverse)
    {
        string counter = reverse ? "octets-out" : "octets-in";
        Counters before = Netkit.Counters();
        JsonElement end = Iperf3.Measure(Lab, reverse, "-P", "12", "-n", "120M");
        long moved = end.GetProperty("sum_received").GetProperty("bytes").GetInt64();
        Assert.That(end.GetProperty("streams").GetArrayLength(), Is.EqualTo(12));
        Assert.That(Netkit.Counters()["tcp", counter] - before["tcp", counter], Is.GreaterThanOrEqualTo(moved));
        Assert.That(Netkit.Counters()["tcp", "retransmission-timeouts"], Is.EqualTo(before["tcp", "retransmission-timeouts"]));
        string[] threads = [.. Directory.GetDirectories($"/proc/{Netkit.Pid}/task").Select(static task => File.ReadAllText($"{task}/comm").Trim())];
        Assert.That(threads.Where(static name => name.StartsWith("netkit-loop", StringComparison.Ordinal)), Has.Exactly(Loops).Items);
    }

    /// <summary>Longer than the kernel remembers by itself which queue a flow had (TUN_FLOW_EXPIRE).</summary>
    [Test]
    public void A_silent_connection_comes_back_to_its_loop()
    {
        Socket[] clients = [.. Enumerable.Range(0, 24).Select(_ => Lab.Host.Connect("127.0.0.1", 8081))];
        byte[] answer = new byte[16];
        for (int round = 0; round < 2; round++)
        {
            foreach (Socket client in clients)
            {
                client.ReceiveTimeout = 5000;
                _ = client.Send([1, 2, 3]);
                Assert.That(client.Receive(answer), Is.EqualTo(3));
            }

            if (round == 0)
            {
                Assert.That(Netkit.Flows(), Has.Length.AtLeast(clients.Length));
                Thread.Sleep(TimeSpan.FromSeconds(4));
            }
        }

        foreach (Socket client in clients)
        {
            client.Dispose();
        }

        Netkit.WaitForNoFlows();
    }

    /// <summary>RFC 4787 §4.1: to whomever a port speaks, it is the same one outside.</summary>
    [Test]
    public void A_datagram_port_stays_one_mapping()
    {
        using Socket container = Lab.Box.Datagrams(Lab.BoxAddress, 0);
        using Socket near = Lab.Host.Datagrams(Lab.HostAddress, 9001);
        using Socket far = Lab.Far.Datagrams(Lab.FarAddress, 9001);
        int[] seen = [.. ((Socket[])[near, far]).Select(server =>
        {
            _ = container.SendTo([1], server.LocalEndPoint!);
            server.ReceiveTimeout = 5000;
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            _ = server.ReceiveFrom(new byte[1], ref from);
            return ((IPEndPoint)from).Port;
        })];
        Assert.That(seen[0], Is.EqualTo(seen[1]));
    }

    /// <summary>Its neighbours are asked for by one loop, and answer another.</summary>
    [Test]
    public void All_loops_know_where_the_container_is_when_it_has_another_address_of_its_link()
    {
        _ = Lab.Box.Ip("link set tap0 address 02:00:00:00:77:01");
        for (int i = 0; i < 24; i++)
        {
            Assert.That(Lab.Box.Run("curl", "-sS", "--max-time", "10", $"http://{Lab.Gateway}:8090/").Succeeded(), Does.StartWith("127.0.0.1:"));
            Assert.That(Lab.Host.Run("curl", "-sS", "--max-time", "10", "http://127.0.0.1:8080/").Succeeded(), Does.StartWith($"{Lab.Gateway}:"));
        }
    }

    [Test]
    [Requires("tcpdump")]
    public void A_capture_has_the_frames_of_all_loops()
    {
        const int Connections = 16;
        string file = Scratch.PathOf("all.pcapng");
        using RunningCommand capture = RunningCommand.Start(
            [NetkitBinary.Path, "capture", "-w", file, "--socket", Netkit.Socket, "tcp", "and", "port", "80"]);
        Eventually.True(() => File.Exists(file), Command.UsualLimit, () => capture.Error);
        for (int i = 0; i < Connections; i++)
        {
            _ = Lab.Host.Run("curl", "-sS", "--max-time", "10", "http://127.0.0.1:8080/").Succeeded();
        }

        Netkit.WaitForNoFlows();
        capture.Signal(2);
        Assert.That(capture.Wait(Command.UsualLimit).EndedWith(0).Error, Does.Contain("0 lost"));
        string openings = Command.Run("tcpdump", "-nr", file, "tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn").Succeeded();
        Assert.That(openings.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(Connections));
    }
}
