using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ports;

/// <summary>Unix sockets of the host that lead to ports of the container.</summary>
[Requires("curl")]
public sealed class SocketForwardTests() : LabFixture("--mtu", "1500")
{
    private const int Clients = 200;

    private readonly Scratch _scratch = new();

    private string SocketPath => _scratch.PathOf("web.sock");

    protected override void BeforeNetkit()
    {
        _ = Keep(_scratch);
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 80)));
        _ = Keep(new Server(Lab.Box.Listen("0.0.0.0", 81), Streams.AnswerInCapitalsAsync));
    }

    [Test]
    public void A_socket_is_published_listed_used_and_taken_back()
    {
        int id = Add($"unix:{SocketPath}:80");
        Assert.That(File.GetUnixFileMode(SocketPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Curl(SocketPath), Does.StartWith(Lab.Gateway + ":"), "the client is the gateway to the container");
        Assert.That(Netkit.Ask("forward", "ls").Succeeded(), Does.Contain($"unix:{SocketPath}").And.Contain($"{Lab.BoxAddress}:80"));
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [Test]
    public void A_flow_names_its_socket()
    {
        int id = Add($"unix:{SocketPath}:81");
        using (Socket client = UnixSocket.Connect(SocketPath))
        {
            JsonElement[] flows = [];
            Eventually.True(() => (flows = Netkit.Flows()).Length == 1, Command.UsualLimit, "the connection is not listed");
            Assert.That(flows[0].GetProperty("direction").GetString(), Is.EqualTo("in"));
            Assert.That(flows[0].GetProperty("host").GetProperty("path").GetString(), Is.EqualTo(SocketPath));
            Assert.That(Netkit.Ask("flows").Succeeded(), Does.Contain($"unix:{SocketPath}"));
        }

        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Netkit.WaitForNoFlows();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_end_may_finish_first(bool isHostFirst)
    {
        using Socket listener = Lab.Box.Listen("0.0.0.0", 82);
        int id = Add($"unix:{SocketPath}:82");
        using Socket client = UnixSocket.Connect(SocketPath);
        using Socket container = await listener.AcceptAsync();
        Streams.AssertEndsOneByOne(isHostFirst ? client : container, isHostFirst ? container : client);
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task Data_passes_whole_in_both_directions_at_once()
    {
        using Socket listener = Lab.Box.Listen("0.0.0.0", 82);
        int id = Add($"unix:{SocketPath}:82");
        using Socket client = UnixSocket.Connect(SocketPath);
        using Socket container = await listener.AcceptAsync();
        await Streams.AssertWholeAsync(client, container);
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(Netkit.Counters()["tcp", "retransmission-timeouts"], Is.Zero);
    }

    [Test]
    public void Many_clients_at_once_are_told_apart()
    {
        int id = Add($"unix:{SocketPath}:81");
        Socket[] clients = [.. Enumerable.Range(0, Clients).Select(_ => UnixSocket.Connect(SocketPath))];
        for (int i = 0; i < clients.Length; i++)
        {
            Assert.That(Streams.Ask(clients[i], $"client {Text(i)}"), Is.EqualTo($"CLIENT {Text(i)}"));
            clients[i].Dispose();
        }

        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Netkit.WaitForNoFlows();
    }

    [Test]
    public void A_port_that_nobody_serves_is_the_end_for_the_client()
    {
        int id = Add($"unix:{SocketPath}:99");
        using Socket client = UnixSocket.Connect(SocketPath);
        client.ReceiveTimeout = 5000;
        Assert.That(client.Receive(new byte[1]), Is.Zero);
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [Test]
    public void What_a_killed_process_left_is_replaced()
    {
        UnixSocket.LeaveStale(SocketPath);
        int id = Add($"unix:{SocketPath}:80");
        Assert.That(Curl(SocketPath), Does.StartWith(Lab.Gateway + ":"));
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [Test]
    public void A_socket_that_somebody_listens_on_is_refused_and_goes_on()
    {
        using Socket theirs = UnixSocket.Listen(SocketPath);
        AssertRefused($"unix:{SocketPath}:80", $"Somebody listens on the socket {SocketPath}");
        using Socket client = UnixSocket.Connect(SocketPath);
    }

    [Test]
    public void The_same_socket_twice_is_refused_and_no_connection_for_the_container()
    {
        int id = Add($"unix:{SocketPath}:80");
        long before = Netkit.Counters()["tcp-forwarding", "accepted"];
        AssertRefused($"unix:{SocketPath}:81", $"Somebody listens on the socket {SocketPath}");
        Assert.That(Netkit.Counters()["tcp-forwarding", "accepted"], Is.EqualTo(before));
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
    }

    [TestCase("a file")]
    [TestCase("a link")]
    [TestCase("a pipe")]
    [TestCase("a directory")]
    public void What_is_no_socket_is_never_touched(string what)
    {
        string path = _scratch.PathOf("precious");
        _ = what switch
        {
            "a file" => _scratch.Write("precious", "words"),
            "a link" => File.CreateSymbolicLink(path, "/nowhere").FullName,
            "a pipe" => Command.Run("mkfifo", path).Succeeded(),
            _ => Directory.CreateDirectory(path).FullName,
        };
        string before = Command.Run("ls", "-ldi", path).Succeeded();
        AssertRefused($"unix:{path}:80", $"{path} exists and is no socket");
        Assert.That(Command.Run("ls", "-ldi", path).Succeeded(), Is.EqualTo(before));
        _ = Command.Run("rm", "-r", path).Succeeded();
    }

    [Test]
    public void What_somebody_puts_in_its_place_stays()
    {
        int id = Add($"unix:{SocketPath}:80");
        File.Delete(SocketPath);
        File.WriteAllText(SocketPath, "theirs");
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(File.ReadAllText(SocketPath), Is.EqualTo("theirs"));
        File.Delete(SocketPath);
    }

    [Test]
    public void A_place_that_cannot_be_is_one_sentence()
    {
        AssertRefused("unix:/no/such/place.sock:80", "its directory does not exist");
        string path = _scratch.PathOf(new string('x', 100));
        Outcome tooLong = Netkit.Ask("forward", $"unix:{path}:80").EndedWith(2);
        Assert.That(tooLong.Error, Does.StartWith("netkit: ").And.Contain($"has {Text(path.Length)} octets, and the system allows 107"));
    }

    [Test]
    public void A_path_is_where_the_command_stands()
    {
        Outcome made = Command.Run("sh", "-c", $"cd {_scratch.Directory} && {NetkitBinary.Path} forward unix:web.sock:80 --socket {Netkit.Socket}");
        Assert.That(made.Succeeded(), Does.Contain($"unix:{SocketPath}"));
        Assert.That(Curl(SocketPath), Does.StartWith(Lab.Gateway + ":"));
        _ = Netkit.Ask("forward", "rm", made.Output.Split('\n')[1].Split(' ')[0]).Succeeded();
    }

    [Test]
    public void A_range_of_ports_and_a_socket_are_all_or_none()
    {
        using Socket inTheWay = Lab.Host.Listen("127.0.0.1", 8111);
        using NetworkNamespace other = new();
        Outcome refused = Lab.Host.Run(
            NetkitBinary.Path, "attach", "--netns", other.Path, "-p", $"unix:{SocketPath}:80", "-p", "8111:80").EndedWith(1);
        Assert.That(refused.Error, Does.Contain("127.0.0.1:8111"));
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    [Test]
    public void A_restart_after_a_kill_takes_the_socket_over_and_an_ordinary_end_leaves_nothing()
    {
        using NetworkNamespace other = new();
        string[] line = [NetkitBinary.Path, "attach", "--netns", other.Path, "-p", $"unix:{SocketPath}:80"];
        using (NetkitProcess killed = NetkitProcess.Start(Lab.Host, other, line))
        {
            killed.Signal(NetkitProcess.Kill);
            _ = killed.WaitForEnd(isKilled: true);
        }

        Assert.That(File.Exists(SocketPath), Is.True, "nobody could remove it");
        using (NetkitProcess next = NetkitProcess.Start(Lab.Host, other, line))
        {
            using Server page = WebServer.Start(other.Listen("0.0.0.0", 80));
            Assert.That(Curl(SocketPath), Does.StartWith(Lab.Gateway + ":"));
        }

        Assert.That(File.Exists(SocketPath), Is.False);
    }

    private void AssertRefused(string spec, string reason)
    {
        Outcome refused = Netkit.Ask("forward", spec).EndedWith(1);
        Assert.That(refused.Error.Trim().Split('\n'), Has.Length.EqualTo(1), refused.Error);
        Assert.That(refused.Error, Does.StartWith("netkit: ").And.Contain(reason));
    }

    private int Add(string spec)
    {
        using JsonDocument document = JsonDocument.Parse(Netkit.Ask("forward", spec, "--json").Succeeded());
        return document.RootElement.GetProperty("forwards")[0].GetProperty("id").GetInt32();
    }

    private static string Curl(string path) =>
        Command.Run("curl", "-sS", "--max-time", "10", "--unix-socket", path, "http://container/").Succeeded();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
