using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Tcp;

/// <summary>How connections begin and end, as the container's kernel and the host's sockets see it.</summary>
[TestFixture("1")]
[TestFixture("3")]
public sealed class ConnectionTests(string loops) : LabFixture("--host-loopback", "--loops", loops)
{
    private const int WebPort = 8080;
    private const int FreePort = 9;

    private static string Url => $"http://{Lab.Gateway}:{WebPort}/";

    protected override void BeforeNetkit() => _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", WebPort)));

    [Test]
    public void The_host_sees_an_ordinary_local_connection()
    {
        string answer = Lab.Box.Run("curl", "-sS", Url).Succeeded();
        Assert.That(answer, Does.StartWith("127.0.0.1:"));
    }

    [Test]
    [Requires("curl")]
    public void Two_hundred_curls_at_once_are_all_served()
    {
        long opened = Netkit.Counters()["tcp-forwarding", "requested"];
        // The shell's line is fixed; what varies are its arguments.
        Outcome curls = Lab.Box.Run(
            TimeSpan.FromSeconds(60),
            "bash", "-c", "seq 200 | xargs -P 200 -I N curl -sS --fail --max-time 30 -o \"$1/curl-N\" \"$0\"", Url, Scratch.Directory);
        _ = curls.Succeeded();
        string[] answers = [.. Directory.EnumerateFiles(Scratch.Directory, "curl-*").Select(File.ReadAllText)];
        Assert.That(answers, Has.Length.EqualTo(200).And.All.StartsWith("127.0.0.1:"));
        // Not by the ports that the server saw: the host gives the port of a connection that has ended to a later one.
        Assert.That(Netkit.Counters()["tcp-forwarding", "requested"] - opened, Is.EqualTo(200), "each had a connection of its own");
        Netkit.WaitForNoFlows();
    }

    [Test]
    [Requires("curl")]
    public void Five_thousand_short_connections_leave_no_flow_and_no_descriptor()
    {
        Netkit.WaitForNoFlows();
        int before = Netkit.OpenDescriptors;
        long opened = Netkit.Counters()["tcp-forwarding", "requested"];
        Outcome curl = Lab.Box.Run(
            TimeSpan.FromSeconds(60), "curl", "-sS", "--fail", "-H", "Connection: close", "-o", "/dev/null", $"{Url}[1-5000]");
        _ = curl.Succeeded();
        Netkit.WaitForNoFlows();
        Assert.That(Netkit.Counters()["tcp-forwarding", "requested"] - opened, Is.EqualTo(5000));
        Eventually.True(
            () => Netkit.OpenDescriptors <= before,
            TimeSpan.FromSeconds(5),
            () => $"{before} descriptors before, {Netkit.OpenDescriptors} after");
    }

    [Test]
    public void A_closed_port_of_the_host_is_refused_at_once()
    {
        Outcome curl = Lab.Box.Run("curl", "-sS", "--max-time", "5", $"http://{Lab.Gateway}:{FreePort}/");
        _ = curl.EndedWith(7);
        Assert.That(curl.Error, Does.Contain("Connection refused").IgnoreCase.Or.Contain("Couldn't connect"));
        Assert.That(ErrorOfConnect(Lab.Gateway, FreePort), Is.EqualTo(SocketError.ConnectionRefused));
        Assert.That(curl.Took, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void A_closed_port_of_another_host_is_refused_too() =>
        Assert.That(ErrorOfConnect(Lab.FarAddress, FreePort), Is.EqualTo(SocketError.ConnectionRefused));

    [Test]
    public void An_address_without_a_route_is_reported_by_icmp()
    {
        long errors = Netkit.Counters()["ip", "icmp-errors-out"];
        Assert.That(
            ErrorOfConnect(Lab.UnroutableAddress, 80), Is.EqualTo(SocketError.NetworkUnreachable).Or.EqualTo(SocketError.HostUnreachable));
        Assert.That(Netkit.Counters()["ip", "icmp-errors-out"], Is.GreaterThan(errors));
    }

    [Test]
    public void An_unreachable_host_is_reported_by_icmp()
    {
        Assert.That(ErrorOfConnect(Lab.UnreachableAddress, 80), Is.EqualTo(SocketError.HostUnreachable));
        Outcome curl = Lab.Box.Run("curl", "-sS", "--max-time", "5", $"http://{Lab.UnreachableAddress}/");
        _ = curl.EndedWith(7);
    }

    [Test]
    [Requires("nc")]
    public void A_container_that_has_said_everything_still_gets_the_answer()
    {
        using Server server = new(Lab.Host.Listen("127.0.0.1", 7001), static async connection =>
        {
            using NetworkStream stream = new(connection);
            using StreamReader reader = new(stream);
            string text = await reader.ReadToEndAsync().ConfigureAwait(false);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"you said {text}")).ConfigureAwait(false);
        });
        using RunningCommand nc = Lab.Box.Start("nc", "-N", Lab.Gateway, "7001");
        nc.Input.Write("all of it");
        Assert.That(nc.Wait(Command.UsualLimit).Succeeded(), Is.EqualTo("you said all of it"));
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task A_host_that_has_said_everything_still_gets_the_answer()
    {
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7002);
        using Socket container = Lab.Box.Connect(Lab.Gateway, 7002);
        using Socket host = await listener.AcceptAsync();
        _ = await host.SendAsync("all of it"u8.ToArray());
        host.Shutdown(SocketShutdown.Send);

        Assert.That(await ReadToEndAsync(container), Is.EqualTo("all of it"));
        _ = await container.SendAsync("understood"u8.ToArray());
        container.Shutdown(SocketShutdown.Send);

        Assert.That(await ReadToEndAsync(host), Is.EqualTo("understood"));
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task A_reset_by_the_host_is_a_reset_in_the_container()
    {
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7003);
        using Socket container = Lab.Box.Connect(Lab.Gateway, 7003);
        Streams.Reset(await listener.AcceptAsync());
        Assert.That(Streams.ErrorOfReceive(container), Is.EqualTo(SocketError.ConnectionReset));
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task A_reset_right_behind_the_hosts_end_of_the_stream_is_not_missed()
    {
        const int Stop = 19;
        const int Continue = 18;
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7006);
        using Socket container = Lab.Box.Connect(Lab.Gateway, 7006);
        Socket host = await listener.AcceptAsync();
        Eventually.True(() => Netkit.Flows().Length == 1, Command.UsualLimit, "the connection is not listed");

        // Both are there when NetKit looks next, and reading finds the end of the stream first.
        Netkit.Signal(Stop);
        host.Shutdown(SocketShutdown.Send);
        Streams.Reset(host);
        Netkit.Signal(Continue);
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task A_reset_by_the_container_is_a_reset_on_the_host()
    {
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7004);
        Socket container = Lab.Box.Connect(Lab.Gateway, 7004);
        using Socket host = await listener.AcceptAsync();
        Streams.Reset(container);
        Assert.That(Streams.ErrorOfReceive(host), Is.EqualTo(SocketError.ConnectionReset));
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task A_connection_that_is_cut_in_the_middle_of_data_is_a_reset_too()
    {
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7005);
        Socket container = Lab.Box.Connect(Lab.Gateway, 7005);
        using Socket host = await listener.AcceptAsync();
        _ = await container.SendAsync(new byte[100_000]);
        Streams.Reset(container);
        Assert.That(Streams.ErrorOfReceive(host), Is.EqualTo(SocketError.ConnectionReset));
        Netkit.WaitForNoFlows();
    }

    private SocketError ErrorOfConnect(string address, int port)
    {
        SocketException error = Assert.Throws<SocketException>(() => Lab.Box.Connect(address, port))!;
        return error.SocketErrorCode;
    }

    /// <summary>A NetworkStream would not do: it takes no socket that has said everything.</summary>
    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[1024];
        int count;
        while ((count = await socket.ReceiveAsync(buffer).WaitAsync(Command.UsualLimit)) > 0)
        {
            _ = text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
