using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Unix sockets and a daemon's containers, in both directions, over restarts.</summary>
[Requires("curl")]
public sealed class SocketPortTests : DaemonFixture
{
    private const int Port = 2375;

    private readonly Scratch _scratch = new();

    private string SocketPath => _scratch.PathOf("web.sock");

    private string ServicePath => _scratch.PathOf("service.sock");

    private Container Web => ContainerOf("blue/web");

    protected override void BeforeTests()
    {
        _ = Keep(_scratch);
        Connect("blue", "web");
        Connect("blue", "client");
        _ = Keep(WebServer.Start(Web.Namespace.Listen("0.0.0.0", 80)));
        _ = Keep(new Server(UnixSocket.Listen(ServicePath), Streams.AnswerInCapitalsAsync));
    }

    [TearDown]
    public void NothingIsPublishedAnyMore() => Assert.That(Daemon.Forwards(), Is.Empty);

    [TestCase(true)]
    [TestCase(false)]
    public void A_restart_finds_both_directions_again(bool isKilled)
    {
        int socket = Publish($"unix:{SocketPath}:80");
        int port = Publish($"{Text(Port)}:unix:{ServicePath}");
        string before = Daemon.Ask("forward", "ls").Succeeded();
        if (isKilled)
        {
            Daemon.Kill();
            Assert.That(File.Exists(SocketPath), Is.True, "nobody could remove it");
        }
        else
        {
            Daemon.Stop();
            Assert.That(File.Exists(SocketPath), Is.False, "it would lead nowhere");
        }

        Daemon.Start();
        Assert.That(Daemon.Ask("forward", "ls").Succeeded(), Is.EqualTo(before));
        Assert.That(File.GetUnixFileMode(SocketPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(CurlSocket(), Does.StartWith(BlueGateway + ":"));
        Assert.That(AskService(Web), Is.EqualTo("HELLO"));

        _ = Daemon.Ask("forward", "rm", Text(socket), Text(port)).Succeeded();
        Assert.That(File.Exists(SocketPath), Is.False);
        Assert.That(File.Exists(ServicePath), Is.True);
    }

    [Test]
    public void A_port_of_the_gateway_is_for_the_container_that_it_was_made_for()
    {
        int id = Publish($"{Text(Port)}:unix:{ServicePath}");
        Assert.That(AskService(Web), Is.EqualTo("HELLO"));
        Assert.That(() => AskService(ContainerOf("blue/client")), Throws.InstanceOf<SocketException>());
        Assert.That(() => Host.Connect(BlueGateway, Port), Throws.InstanceOf<SocketException>(), "the host's own address is the host's own");
        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(() => AskService(Web), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void A_socket_waits_for_the_next_container_of_its_name()
    {
        using Container first = new(Daemon, "red", "waited-for");
        int id = Daemon.AskJson("forward", $"unix:{SocketPath}:80", "--to", "waited-for").GetProperty("forwards")[0].GetProperty("id").GetInt32();
        _ = Daemon.Ask("network", "disconnect", "waited-for").Succeeded();
        Assert.That(Daemon.Forwards().Single().GetProperty("state").GetString(), Is.EqualTo("waiting"));
        Assert.That(File.Exists(SocketPath), Is.False);

        using Container second = new(Daemon, "red", "waited-for", "--address", "10.78.0.50");
        using Server page = WebServer.Start(second.Namespace.Listen("0.0.0.0", 80));
        Assert.That(CurlSocket(), Does.StartWith("10.78.0.1:"));
        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
        _ = Daemon.Ask("network", "disconnect", "waited-for").Succeeded();
    }

    [Test]
    public void A_socket_whose_container_went_while_nobody_looked_is_swept_away()
    {
        int id;
        using (Container gone = new(Daemon, "red", "gone"))
        {
            id = Daemon.AskJson("forward", $"unix:{SocketPath}:80", "--to", gone.Name).GetProperty("forwards")[0].GetProperty("id").GetInt32();
            Daemon.Kill();
        }

        Daemon.Start();
        Assert.That(Daemon.Forwards().Single().GetProperty("state").GetString(), Is.EqualTo("waiting"));
        Assert.That(File.Exists(SocketPath), Is.False);
        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [Test]
    public void A_socket_that_is_taken_meanwhile_is_theirs_and_said_so()
    {
        int id = Publish($"unix:{SocketPath}:80");
        Daemon.Stop();
        using (Socket theirs = UnixSocket.Listen(SocketPath))
        {
            Daemon.Start();
            JsonElement forward = Daemon.Forwards().Single();
            Assert.That(forward.GetProperty("state").GetString(), Is.EqualTo("failed"));
            Assert.That(forward.GetProperty("problem").GetString(), Does.Contain("Somebody listens on the socket"));
            Assert.That(File.Exists(SocketPath), Is.True);
            _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
            Assert.That(File.Exists(SocketPath), Is.True, "also when the port goes");
        }
    }

    [Test]
    public async Task The_control_API_takes_and_refuses_sockets()
    {
        string body = $$"""{"ports":[{"containerPort":80,"hostPath":"{{SocketPath}}"}],"to":"web"}""";
        (int status, string answer) = await Daemon.Api.SendAsync("POST", "/v1/forwards", body);
        Assert.That(status, Is.EqualTo(201), answer);
        Assert.That(CurlSocket(), Does.StartWith(BlueGateway + ":"));
        (status, answer) = await Daemon.Api.SendAsync("POST", "/v1/forwards", body);
        Assert.That(status, Is.EqualTo(409), answer);
        foreach (string wrong in (string[])["\"hostPath\":\"web.sock\"", $"\"hostPath\":\"/{new string('x', 107)}\"", "\"direction\":\"out\""])
        {
            (status, answer) = await Daemon.Api.SendAsync("POST", "/v1/forwards", $$"""{"ports":[{"containerPort":80,{{wrong}}}],"to":"web"}""");
            Assert.That(status, Is.EqualTo(400), answer);
        }

        int id = Daemon.Forwards().Single().GetProperty("id").GetInt32();
        Assert.That((await Daemon.Api.SendAsync("DELETE", $"/v1/forwards/{Text(id)}")).Status, Is.EqualTo(204));
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [Test]
    public void An_internal_network_has_no_sockets()
    {
        using Container inside = new(Daemon, "shut", "inside");
        foreach (string spec in (string[])[$"unix:{SocketPath}:80", $"{Text(Port)}:unix:{ServicePath}"])
        {
            Assert.That(Daemon.Ask("forward", spec, "--to", "inside").EndedWith(1).Error, Does.Contain("internal"));
        }

        _ = Daemon.Ask("network", "disconnect", "inside").Succeeded();
    }

    [Test]
    public async Task Gvproxys_clients_have_it_in_their_words()
    {
        string body = $$"""{"local":"{{SocketPath}}","remote":"tcp://{{Web.Address}}:80","protocol":"unix"}""";
        Assert.That(await Daemon.Api.SendAsync("POST", "/services/forwarder/expose", body), Is.EqualTo((200, string.Empty)));
        Assert.That(CurlSocket(), Does.StartWith(BlueGateway + ":"));
        Assert.That((await Daemon.Api.SendAsync("GET", "/services/forwarder/all")).Body, Is.EqualTo($"[{body}]"));
        body = $$"""{"local":"{{SocketPath}}","protocol":"unix"}""";
        Assert.That(await Daemon.Api.SendAsync("POST", "/services/forwarder/unexpose", body), Is.EqualTo((200, string.Empty)));
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    private static string AskService(Container container)
    {
        using Socket client = container.Namespace.Connect(container.Gateway, Port);
        return Streams.Ask(client, "hello");
    }

    private string CurlSocket() =>
        Command.Run("curl", "-sS", "--max-time", "10", "--unix-socket", SocketPath, "http://container/").Succeeded();

    private int Publish(string spec) =>
        Daemon.AskJson("forward", spec, "--to", "web").GetProperty("forwards")[0].GetProperty("id").GetInt32();
}
