using System;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ports;

/// <summary><c>netkit forward</c> on a network that runs.</summary>
[Requires("curl")]
public sealed class ForwardCommandTests() : LabFixture()
{
    protected override void BeforeNetkit() => _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 80)));

    [Test]
    public void A_port_is_published_listed_and_taken_back()
    {
        int id = Add("8090:80").Single().GetProperty("id").GetInt32();
        Assert.That(Lab.Host.Run("curl", "-sS", "http://127.0.0.1:8090/").Succeeded(), Does.StartWith(Lab.Gateway));
        Assert.That(Netkit.Ask("forward", "ls").Succeeded(), Does.Contain("127.0.0.1:8090"));

        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        Assert.That(Netkit.Ask("forward", "ls").Succeeded(), Does.Not.Contain("127.0.0.1:8090"));
        Assert.That(() => Lab.Host.Connect("127.0.0.1", 8090), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void A_connection_outlives_its_port()
    {
        using Server server = new(Lab.Box.Listen("0.0.0.0", 81), static async connection =>
        {
            byte[] buffer = new byte[100];
            int count = await connection.ReceiveAsync(buffer).ConfigureAwait(false);
            _ = await connection.SendAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        });
        int id = Add("8091:81").Single().GetProperty("id").GetInt32();
        using Socket client = Lab.Host.Connect("127.0.0.1", 8091);
        Eventually.True(() => Netkit.Flows().Length > 0, Command.UsualLimit, "the connection is not listed");
        _ = Netkit.Ask("forward", "rm", Text(id)).Succeeded();
        client.ReceiveTimeout = 5000;
        _ = client.Send("still there"u8);
        Assert.That(client.Receive(new byte[100]), Is.EqualTo("still there".Length));
    }

    [Test]
    public void The_system_can_choose_the_port()
    {
        JsonElement forward = Add("80").Single();
        int port = forward.GetProperty("host").GetProperty("port").GetInt32();
        Assert.That(Lab.Host.Run("curl", "-sS", $"http://127.0.0.1:{Text(port)}/").Succeeded(), Does.StartWith(Lab.Gateway));
        _ = Netkit.Ask("forward", "rm", Text(forward.GetProperty("id").GetInt32())).Succeeded();
    }

    [Test]
    public void A_range_is_published_as_a_whole_or_not_at_all()
    {
        using Socket inTheWay = Lab.Host.Listen("127.0.0.1", 8105);
        Outcome refused = Netkit.Ask("forward", "8100-8109:9000-9009").EndedWith(1);
        Assert.That(refused.Error, Does.Contain("127.0.0.1:8105").And.Contain("in use"));
        Assert.That(Netkit.Ask("forward", "ls").Succeeded(), Does.Not.Contain("810"));
    }

    [Test]
    public void A_datagram_port_in_use_is_one_sentence_and_publishes_nothing()
    {
        using Socket inTheWay = Lab.Host.Datagrams("127.0.0.1", 5355);
        Outcome refused = Netkit.Ask("forward", "5354-5356:5354-5356/udp").EndedWith(1);
        Assert.That(refused.Error.Trim(), Is.EqualTo("netkit: UDP port 127.0.0.1:5355 is in use on this host: choose another host port."));
        Assert.That(Netkit.Ask("forward", "ls").Succeeded(), Does.Not.Contain("535"));
    }

    [TestCase(1, "forward", "rm", "4711")]
    [TestCase(2, "forward", "rm", "first")]
    [TestCase(2, "forward", "8080:80:70:60")]
    [TestCase(2, "forward", "99999:80")]
    public void What_cannot_be_done_is_one_sentence(int status, params string[] command)
    {
        Outcome netkit = Netkit.Ask(command).EndedWith(status);
        Assert.That(netkit.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), netkit.Error);
        Assert.That(netkit.Error, Does.StartWith("netkit: "));
        Assert.That(netkit.Output, Is.Empty);
    }

    private JsonElement[] Add(string spec)
    {
        using JsonDocument document = JsonDocument.Parse(Netkit.Ask("forward", spec, "--json").Succeeded());
        return [.. document.RootElement.GetProperty("forwards").EnumerateArray().Select(static one => one.Clone())];
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
