using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ports;

/// <summary>Ports of the gateway that lead to unix sockets of the host.</summary>
[Requires("curl")]
public sealed class GatewaySocketTests() : LabFixture("-6", "--host-loopback")
{
    private const int Port = 9000;
    private const int Waiting = 20;

    private readonly Scratch _scratch = new();

    private string SocketPath => _scratch.PathOf("service.sock");

    protected override void BeforeNetkit()
    {
        Ipv6Lab.Add(Lab);
        _ = Keep(_scratch);
    }

    [TestCase(Lab.Gateway)]
    [TestCase(Ipv6Lab.Gateway)]
    public void A_port_leads_to_the_socket_until_it_is_taken_back(string gateway)
    {
        using Server service = new(UnixSocket.Listen(SocketPath), Streams.AnswerInCapitalsAsync);
        AssertClosed(gateway);
        int id = Add();
        using (Socket client = Lab.Box.Connect(gateway, Port))
        {
            Assert.That(Streams.Ask(client, "hello"), Is.EqualTo("HELLO"));
        }

        string list = Netkit.Ask("forward", "ls").Succeeded();
        Assert.That(list, Does.Contain($"unix:{SocketPath}").And.Contain($"{Lab.Gateway}:{Text(Port)}").And.Contain("out"));
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        AssertClosed(gateway);
        Assert.That(File.Exists(SocketPath), Is.True, "the socket is the service's");
    }

    [Test]
    public void It_comes_before_the_hosts_loopback()
    {
        using Server loopback = WebServer.Start(Lab.Host.Listen("127.0.0.1", Port));
        using Server service = WebServer.Start(UnixSocket.Listen(SocketPath));
        string url = $"http://{Lab.Gateway}:{Text(Port)}/";
        Assert.That(Lab.Box.Run("curl", "-sS", url).Succeeded(), Does.StartWith("127.0.0.1:"));
        int id = Add();
        Assert.That(Lab.Box.Run("curl", "-sS", url).Succeeded(), Is.EqualTo(WebServer.OfSocket));
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(Lab.Box.Run("curl", "-sS", url).Succeeded(), Does.StartWith("127.0.0.1:"));
    }

    [Test]
    public async Task A_flow_names_its_socket()
    {
        using Socket listener = UnixSocket.Listen(SocketPath);
        int id = Add();
        using (Socket client = Lab.Box.Connect(Lab.Gateway, Port))
        {
            using Socket accepted = await listener.AcceptAsync();
            JsonElement flow = Netkit.Flows().Single();
            Assert.That(flow.GetProperty("direction").GetString(), Is.EqualTo("out"));
            Assert.That(flow.GetProperty("host").GetProperty("path").GetString(), Is.EqualTo(SocketPath));
            Assert.That(flow.GetProperty("remote").GetProperty("port").GetInt32(), Is.EqualTo(Port));
        }

        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Netkit.WaitForNoFlows();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_end_may_finish_first(bool isHostFirst)
    {
        using Socket listener = UnixSocket.Listen(SocketPath);
        int id = Add();
        using Socket container = Lab.Box.Connect(Lab.Gateway, Port);
        using Socket host = await listener.AcceptAsync();
        Streams.AssertEndsOneByOne(isHostFirst ? host : container, isHostFirst ? container : host);
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task Data_passes_whole_in_both_directions_at_once()
    {
        using Socket listener = UnixSocket.Listen(SocketPath);
        int id = Add();
        using Socket container = Lab.Box.Connect(Lab.Gateway, Port);
        using Socket host = await listener.AcceptAsync();
        await Streams.AssertWholeAsync(host, container);
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(Netkit.Counters()["tcp", "retransmission-timeouts"], Is.Zero);
    }

    [Test]
    public void Nobody_there_is_a_refusal_at_once_and_a_word_in_the_log()
    {
        int id = Add();
        AssertClosed(Lab.Gateway);
        Eventually.True(() => Netkit.Log.Contains(SocketPath, StringComparison.Ordinal), Command.UsualLimit, () => Netkit.Log);
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [Test]
    public async Task Clients_wait_for_a_service_that_is_slow_to_accept()
    {
        using Socket listener = UnixSocket.Listen(SocketPath, backlog: 1);
        int id = Add();
        long before = Netkit.Counters()["tcp-forwarding", "requested"];
        Task<Socket>[] clients = [.. Enumerable.Range(0, Waiting).Select(_ => ConnectAsync())];
        Netkit.WaitForCounters(
            counters => counters["tcp-forwarding", "requested"] >= before + Waiting, "the clients have not asked", seconds: 30);

        using Server service = new(listener, Streams.AnswerInCapitalsAsync);
        Socket[] connected = await Task.WhenAll(clients).WaitAsync(Command.UsualLimit);
        foreach (Socket client in connected)
        {
            Assert.That(Streams.Ask(client, "served"), Is.EqualTo("SERVED"));
            client.Dispose();
        }

        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Netkit.WaitForNoFlows();
    }

    [Test]
    public void What_is_taken_is_refused_in_a_sentence()
    {
        int id = Add();
        AssertRefused($"{Text(Port)}:unix:{SocketPath}", $"{Lab.Gateway}:{Text(Port)}");
        AssertRefused($"53:unix:{SocketPath}", "DNS");
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [Test]
    public void The_command_line_has_it_too()
    {
        using Server service = WebServer.Start(UnixSocket.Listen(SocketPath));
        Outcome run = Lab.Host.Run(
            NetkitBinary.Path, "run", "-p", $"{Text(Port)}:unix:{SocketPath}", "--", "curl", "-sS", $"http://{Lab.Gateway}:{Text(Port)}/");
        Assert.That(run.Succeeded(), Is.EqualTo(WebServer.OfSocket));
        Assert.That(run.Error, Is.Empty);
    }

    /// <summary>On a thread of its own, since it waits.</summary>
    private Task<Socket> ConnectAsync() =>
        Task.Factory.StartNew(() => Lab.Box.Connect(Lab.Gateway, Port), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private int Add()
    {
        using JsonDocument document = JsonDocument.Parse(Netkit.Ask("forward", $"{Text(Port)}:unix:{SocketPath}", "--json").Succeeded());
        JsonElement forward = document.RootElement.GetProperty("forwards")[0];
        Assert.That(forward.GetProperty("direction").GetString(), Is.EqualTo("out"));
        return forward.GetProperty("id").GetInt32();
    }

    private void AssertClosed(string gateway) =>
        Assert.That(() => Lab.Box.Connect(gateway, Port), Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionRefused));

    private void AssertRefused(string spec, string reason)
    {
        Outcome refused = Netkit.Ask("forward", spec).EndedWith(1);
        Assert.That(refused.Error.Trim().Split('\n'), Has.Length.EqualTo(1), refused.Error);
        Assert.That(refused.Error, Does.StartWith("netkit: ").And.Contain(reason));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
