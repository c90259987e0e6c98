using System;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>Everything that a machine does, with the kernel's own TCP and real programs behind a stream of frames.</summary>
public sealed class MachineTrafficTests()
    : ServeFixture("--host-loopback", "--name", "vm", "-6", "-p", "127.0.0.1:8081:8081", "-p", "127.0.0.1:8053:8053/udp")
{
    private const long Length = 256L << 20;
    private const int Port = 8080;
    private const int PublishedPort = 8081;
    private const int PublishedUdpPort = 8053;

    private Payload? _payload;

    private static string Url => $"http://{Lab.Gateway}:{Port}/";

    [OneTimeSetUp]
    public void Connect() => _ = Keep(RelayMachine.Connect(Lab.Box, MachineSocket, Lab.BoxAddress));

    protected override void BeforeNetkit()
    {
        _payload = Payload.Create(Keep(Scratch.InMemory()).PathOf("payload"), Length);
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port), _payload));
    }

    [Test]
    [Requires("curl")]
    public void What_is_downloaded_arrives_as_it_was_sent()
    {
        _payload!.AssertDownloads(Lab.Box, Url);
        AssertNothingLost();
    }

    [Test]
    [Requires("curl")]
    public void What_is_uploaded_arrives_as_it_was_sent()
    {
        _payload!.AssertUploads(Lab.Box, Url);
        AssertNothingLost();
    }

    [Test]
    [Requires("iperf3")]
    public void Iperf3_moves_data_both_ways([Values(false, true)] bool reverse, [Values(1, 4)] int streams)
    {
        JsonElement end = Iperf3.Measure(Lab, reverse, "-t", "1", "-P", streams == 1 ? "1" : "4");
        JsonElement received = end.GetProperty("sum_received");
        Assert.That(received.GetProperty("bytes").GetInt64(), Is.GreaterThan(1 << 20), end.ToString);
        TestContext.Out.WriteLine($"{received.GetProperty("bits_per_second").GetDouble() / 1e9:F1} Gb/s");
        AssertNothingLost();
    }

    [Test]
    [Requires("curl")]
    public void A_published_port_leads_to_the_first_machine()
    {
        using Server web = WebServer.Start(Lab.Box.Listen("0.0.0.0", PublishedPort));
        string client = Lab.Host.Run("curl", "-sS", "--fail", $"http://127.0.0.1:{PublishedPort}/").Succeeded();
        Assert.That(client, Does.StartWith(Lab.Gateway));
    }

    [Test]
    public void A_published_udp_port_leads_to_the_first_machine()
    {
        using UdpEcho echo = new(Lab.Box.Datagrams("0.0.0.0", PublishedUdpPort));
        using Socket client = Lab.Host.Datagrams("127.0.0.1", 0);
        UdpEcho.AssertEchoes(client, new IPEndPoint(IPAddress.Loopback, PublishedUdpPort), 1400);
    }

    [Test]
    [Requires("dig", "ping")]
    public void Names_and_pings_are_answered()
    {
        Assert.That(Lab.Box.Run("dig", "+short", $"@{Lab.Dns}", "host.netkit.internal").Succeeded().Trim(), Is.EqualTo(Lab.Gateway));
        Assert.That(Lab.Box.Run("dig", "+short", $"@{Lab.Dns}", "vm.netkit.internal").Succeeded().Trim(), Is.EqualTo(Lab.BoxAddress));
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.Gateway).Succeeded();
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.FarAddress).Succeeded();
    }

    /// <summary>By router advertisement, with an address that no switch could foresee (RFC 7217, RFC 8981).</summary>
    [Test]
    [Requires("ping", "curl")]
    public void Ipv6_addresses_of_the_machines_own_making_work()
    {
        Eventually.True(
            () => Lab.Box.Ip($"-6 address show dev {RelayMachine.Interface} scope global").Contains("fd00::", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20),
            "no address was made from what the router advertises");
        _ = Lab.Box.Ip($"address add fd00::1:2:3:4/64 dev {RelayMachine.Interface} nodad");
        _ = Lab.Box.Run("ping", "-6", "-c", "1", "-W", "5", "-I", "fd00::1:2:3:4", "fd00::2").Succeeded();

        using Server web = WebServer.Start(Lab.Host.Listen("::1", PublishedPort));
        string client = Lab.Box.Run("curl", "-sS", "--fail", "--interface", "fd00::1:2:3:4", $"http://[fd00::2]:{PublishedPort}/").Succeeded();
        Assert.That(client, Does.StartWith("[::1]"));
    }

    [Test]
    public void The_machine_is_an_endpoint()
    {
        using JsonDocument document = JsonDocument.Parse(Netkit.Ask("endpoints", "--json").Succeeded());
        JsonElement endpoint = document.RootElement.GetProperty("endpoints")[0];
        Assert.That(endpoint.GetProperty("name").GetString(), Is.EqualTo("vm"));
        Assert.That(endpoint.GetProperty("address").GetString(), Is.EqualTo(Lab.BoxAddress));
        Assert.That(endpoint.GetProperty("mtu").GetInt32(), Is.EqualTo(1500));
        Assert.That(Netkit.Ask("endpoints").Succeeded(), Does.Contain($"qemu://{MachineSocket}"));
    }

    [Test]
    [Requires("curl")]
    public void A_port_is_published_and_taken_back_while_the_machine_runs()
    {
        string id = Netkit.Ask("forward", "127.0.0.1:8099:8081", "--json").Succeeded();
        using JsonDocument document = JsonDocument.Parse(id);
        int number = document.RootElement.GetProperty("forwards")[0].GetProperty("id").GetInt32();
        using Server web = WebServer.Start(Lab.Box.Listen("0.0.0.0", PublishedPort));
        _ = Lab.Host.Run("curl", "-sS", "--fail", "http://127.0.0.1:8099/").Succeeded();
        _ = Netkit.Ask("forward", "rm", $"{number}").Succeeded();
        _ = Lab.Host.Run("curl", "-sS", "http://127.0.0.1:8099/").EndedWith(7);
    }

    private void AssertNothingLost()
    {
        Counters counters = Netkit.Counters();
        Assert.That(counters["tcp", "retransmission-timeouts"], Is.Zero, counters.ToString);
        Assert.That(counters["switch", "refused"], Is.Zero, counters.ToString);
    }
}
