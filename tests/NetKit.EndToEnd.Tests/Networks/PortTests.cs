using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Ports of a daemon's containers on the host, while they run.</summary>
[Requires("curl")]
[TestFixture(1)]
[TestFixture(3)]
public sealed class PortTests(int loops) : DaemonFixture(loops)
{
    private const string RedGateway = "10.78.0.1";

    private Container Web => ContainerOf("blue/web");

    protected override void BeforeTests()
    {
        Connect("blue", "web");
        _ = Keep(WebServer.Start(Web.Namespace.Listen("0.0.0.0", 80)));
        _ = Keep(new Server(Web.Namespace.Listen("0.0.0.0", 81), Server.EchoAsync));
    }

    [Test]
    public void A_port_is_published_listed_and_taken_back()
    {
        int id = Publish("8090:80");
        Assert.That(Curl(Host, "http://127.0.0.1:8090/"), Does.StartWith(BlueGateway + ":"));
        JsonElement listed = Daemon.Forwards().Single();
        Assert.That(listed.GetProperty("endpoint").GetString(), Is.EqualTo("web"));
        Assert.That(listed.GetProperty("state").GetString(), Is.EqualTo("listening"));
        Assert.That(Daemon.Ask("forward", "ls").Succeeded(), Does.Contain("127.0.0.1:8090").And.Contain("blue"));

        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(Daemon.Forwards(), Is.Empty);
        Assert.That(() => Host.Connect("127.0.0.1", 8090), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void Ports_come_and_go_without_a_word_to_other_connections()
    {
        int first = Publish("8091:81");
        using Socket client = Host.Connect("127.0.0.1", 8091);
        Assert.That(Say(client, "before"), Is.EqualTo("before"));
        for (int i = 0; i < 10; i++)
        {
            _ = Publish("8100-8119:80-99");
            string[] others = [.. Daemon.Forwards().Select(static one => Text(one.GetProperty("id").GetInt32())).Where(id => id != Text(first))];
            Assert.That(others, Has.Length.EqualTo(20));
            _ = Daemon.Ask(["forward", "rm", .. others]).Succeeded();
        }

        _ = Daemon.Ask("forward", "rm", Text(first)).Succeeded();

        Assert.That(Say(client, "after"), Is.EqualTo("after"), $"also when its own port, {first}, is gone");
        Assert.That(Daemon.Forwards(), Is.Empty);
    }

    [Test]
    public void A_udp_port_leads_to_the_container()
    {
        using UdpEcho echo = new(Web.Namespace.Datagrams("0.0.0.0", 53));
        int id = Publish("5353:53/udp");
        using Socket client = Host.Datagrams("127.0.0.1", 0);
        (byte[] received, _) = UdpEcho.Exchange(client, new IPEndPoint(IPAddress.Loopback, 5353), "question"u8.ToArray());
        Assert.That(Encoding.ASCII.GetString(received), Is.EqualTo("question"));
        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [TestCase("web")]
    [TestCase("blue/web")]
    [TestCase("10.77.0.2")]
    public void A_container_is_named_in_several_ways(string name)
    {
        JsonElement made = Daemon.AskJson("forward", "80", "--to", name).GetProperty("forwards").EnumerateArray().Single();
        string port = Text(made.GetProperty("host").GetProperty("port").GetInt32());
        Assert.That(Curl(Host, $"http://127.0.0.1:{port}/"), Does.StartWith(BlueGateway + ":"));
        _ = Daemon.Ask("forward", "rm", Text(made.GetProperty("id").GetInt32())).Succeeded();
    }

    [Test]
    public void A_busy_port_is_one_sentence_and_publishes_nothing()
    {
        using Socket inTheWay = Host.Listen("127.0.0.1", 8125);
        Outcome refused = Daemon.Ask("forward", "8120-8129:80-89", "--to", "web").EndedWith(1);
        Assert.That(refused.Error, Does.StartWith("netkit: ").And.Contain("127.0.0.1:8125").And.Contain("in use"));
        Assert.That(Daemon.Forwards(), Is.Empty);
    }

    [TestCase("127.0.0.1", 5355, "udp", "in use")]
    [TestCase(BlueGateway, 53, "udp", "DNS")]
    [TestCase(BlueGateway, 53, "tcp", "DNS")]
    [TestCase(BlueGateway, 67, "udp", "DHCP")]
    [TestCase(BlueGateway, 123, "udp", "NTP")]
    [TestCase(RedGateway, 53, "udp", "DNS")]
    public async Task A_port_that_is_taken_is_refused_alike_through_every_door(string address, int port, string protocol, string reason)
    {
        using Socket inTheWay = Host.Datagrams("127.0.0.1", 5355);
        Outcome command = Daemon.Ask("forward", $"{address}:{Text(port)}:53/{protocol}", "--to", "web").EndedWith(1);
        Assert.That(command.Error, Does.Match($"^netkit: [A-Z]+ port {address}:{Text(port)} [^\n]*{reason}[^\n]*\\.\n$"));
        string sentence = command.Error["netkit: ".Length..].Trim();

        string body = $$"""{"ports":[{"containerPort":53,"protocol":"{{protocol}}","hostAddress":"{{address}}","hostPort":{{Text(port)}}}],"to":"web"}""";
        (int status, string answer) = await Daemon.Api.SendAsync("POST", "/v1/forwards", body);
        Assert.That(status, Is.EqualTo(409), answer);
        using (JsonDocument problem = JsonDocument.Parse(answer))
        {
            Assert.That(problem.RootElement.GetProperty("detail").GetString(), Is.EqualTo(sentence));
        }

        body = $$"""{"local":"{{address}}:{{Text(port)}}","remote":"{{Web.Address}}:53","protocol":"{{protocol}}"}""";
        Assert.That(await Daemon.Api.SendAsync("POST", "/services/forwarder/expose", body), Is.EqualTo((500, sentence + "\n")));
        Assert.That(Daemon.Forwards(), Is.Empty);
    }

    [TestCase(1, "forward", "8080:80", "--to", "nobody")]
    [TestCase(1, "forward", "rm", "4711")]
    [TestCase(2, "forward", "8080:80:70:60")]
    public void What_cannot_be_done_is_one_sentence(int status, params string[] command)
    {
        Outcome netkit = Daemon.Ask(command).EndedWith(status);
        Assert.That(netkit.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), netkit.Error);
        Assert.That(netkit.Error, Does.StartWith("netkit: "));
    }

    [Test]
    public void A_port_waits_for_the_next_container_of_its_name()
    {
        using Container first = new(Daemon, "red", "waited-for");
        int id = Daemon.AskJson("forward", "8130:80", "--to", "waited-for").GetProperty("forwards")[0].GetProperty("id").GetInt32();
        _ = Daemon.Ask("network", "disconnect", "waited-for").Succeeded();
        Assert.That(Daemon.Forwards().Single().GetProperty("state").GetString(), Is.EqualTo("waiting"));
        Assert.That(() => Host.Connect("127.0.0.1", 8130), Throws.InstanceOf<SocketException>());

        using Container second = new(Daemon, "red", "waited-for", "--address", "10.78.0.50");
        using Server page = WebServer.Start(second.Namespace.Listen("0.0.0.0", 80));
        Assert.That(Curl(Host, "http://127.0.0.1:8130/"), Does.StartWith("10.78.0.1:"));
        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
        _ = Daemon.Ask("network", "disconnect", "waited-for").Succeeded();
    }

    private static string Say(Socket connection, string text)
    {
        connection.ReceiveTimeout = 5000;
        _ = connection.Send(Encoding.ASCII.GetBytes(text));
        byte[] buffer = new byte[100];
        return Encoding.ASCII.GetString(buffer, 0, connection.Receive(buffer));
    }

    private int Publish(string spec) =>
        Daemon.AskJson("forward", spec, "--to", "web").GetProperty("forwards")[0].GetProperty("id").GetInt32();
}
