using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Daemon.Control;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Commands;

/// <summary>The commands that speak to a running netkit, over a real socket.</summary>
public sealed class ClientCommandTests
{
    private string _directory = string.Empty;
    private ControlServer? _server;

    private string SocketPath => Path.Combine(_directory, "n.sock");

    [SetUp]
    public async Task StartAsync()
    {
        _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;
        Assert.That(ControlSocket.TryBind(SocketPath, out ControlSocket? socket), Is.Null);
        _server = await ControlServer.StartAsync(socket!, new FakeNetwork(), NullLoggerFactory.Instance);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public void Ports_are_published_listed_and_removed()
    {
        Netkit(0, "forward", "8080:80").Printed(
            "ID  PROTOCOL  HOST            CONTAINER      STATE",
            "1   tcp       127.0.0.1:8080  10.0.2.100:80  listening");
        Netkit(0, "forward", "5353:53/udp", "--json").Printed(
            """{"forwards":[{"id":2,"protocol":"udp","host":{"address":"127.0.0.1","port":5353}"""
            + ""","container":{"address":"10.0.2.100","port":53},"state":"listening"}]}""");
        Netkit(0, "forward", "rm", "1").Printed();
        Netkit(0, "forward", "ls").Printed(
            "ID  PROTOCOL  HOST            CONTAINER      STATE",
            "2   udp       127.0.0.1:5353  10.0.2.100:53  listening");
    }

    [Test]
    public void Sockets_are_published_in_both_directions()
    {
        Netkit(0, "forward", "unix:/run/web.sock:80").Printed(
            "ID  PROTOCOL  HOST                CONTAINER      STATE",
            "1   tcp       unix:/run/web.sock  10.0.2.100:80  listening");
        Netkit(0, "forward", "2375:unix:/run/docker.sock", "--json").Printed(
            """{"forwards":[{"id":2,"protocol":"tcp","host":{"address":"","port":0,"path":"/run/docker.sock"}"""
            + ""","container":{"address":"10.0.2.2","port":2375},"state":"listening","direction":"out"}]}""");
        Netkit(0, "forward", "ls").Printed(
            "ID  PROTOCOL  HOST                   CONTAINER      DIR  STATE",
            "1   tcp       unix:/run/web.sock     10.0.2.100:80  in   listening",
            "2   tcp       unix:/run/docker.sock  10.0.2.2:2375  out  listening");
    }

    [Test]
    public void A_bad_socket_is_bad_usage() => Netkit(2, "forward", "unix:/run/web.sock").Complained(
        "netkit: 'unix:/run/web.sock' names no port of the container: write e.g. unix:/run/web.sock:80.");

    [Test]
    public void A_busy_port_is_one_sentence() => Netkit(1, "forward", "666:80").Complained("netkit: 127.0.0.1:666 is in use already.");

    [Test]
    public void An_unknown_id_is_one_sentence() =>
        Netkit(1, "forward", "rm", "9").Complained("netkit: There is no published port 9: 'netkit forward ls' lists them.");

    [Test]
    public void An_id_that_is_none_is_bad_usage() =>
        Netkit(2, "forward", "rm", "x").Complained("netkit: 'x' is not the ID of a published port: 'netkit forward ls' lists them.");

    [Test]
    public void A_bad_specification_is_bad_usage() => Netkit(2, "forward", "80:x").Complained(
        "netkit: The container port 'x' in '80:x' is not a number up to 65535: "
        + "write e.g. 8080:80, 127.0.0.1:8000-8009:9000-9009 or 5353:53/udp.");

    [Test]
    public void Flows_are_shown() => Netkit(0, "flows").Printed(
        "PROTOCOL  DIR  CONTAINER         REMOTE         HOST           STATE        OUT   IN       AGE       IDLE",
        "tcp       out  10.0.2.100:40000  192.0.2.1:443  192.0.2.1:443  ESTABLISHED  10 B  2.0 KiB  1 m 15 s  1.5 s");

    [Test]
    public void Flows_are_a_contract() => Netkit(0, "flows", "--json").Printed(
        """{"flows":[{"protocol":"tcp","direction":"out","container":{"address":"10.0.2.100","port":40000}"""
        + ""","remote":{"address":"192.0.2.1","port":443},"host":{"address":"192.0.2.1","port":443}"""
        + ""","state":"ESTABLISHED","octetsOut":10,"octetsIn":2048,"ageSeconds":75,"idleSeconds":1.5}]}""");

    [Test]
    public void Counters_are_shown() => Netkit(0, "stats").Printed(
        "GROUP  COUNTER                VALUE",
        "tcp    segments-in            7",
        "tcp    dropped: bad-checksum  1");

    [Test]
    public void Counters_are_a_contract() => Netkit(0, "stats", "--json").Printed(
        """{"groups":[{"name":"tcp","counters":[{"name":"segments-in","value":7}]}]"""
        + ""","drops":[{"group":"tcp","reason":"bad-checksum","count":1}]}""");

    [Test]
    public void Endpoints_are_shown() => Netkit(0, "endpoints").Printed(
        "NAME  INTERFACE  ADDRESS     SUBNET       GATEWAY   DNS   MTU    HOST LOOPBACK",
        "web   tap0       10.0.2.100  10.0.2.0/24  10.0.2.2  none  65520  on");

    private Invocation Netkit(int status, params string[] arguments)
    {
        Invocation invocation = Invocation.Of([.. arguments, "--socket", SocketPath]);
        Assert.That(invocation.Status, Is.EqualTo(status), invocation.Error);
        return invocation;
    }
}
