using System;
using System.Globalization;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ports;

/// <summary>Published ports with <c>--splice</c>: past the stack, and otherwise as they are without.</summary>
[Requires("curl")]
public sealed class SplicedPortTests() : LabFixture(
    "--splice",
    "-6",
    "-p", "8080:80",
    "-p", "[::1]:8080:80",
    "-p", $"{Lab.HostAddress}:8081:80",
    "-p", "[::1]:8084:84",
    "-p", "127.0.0.1:8000-8004:9000-9004",
    "-p", "8085:85",
    "-p", "8099:99",
    "-p", "8443:443",
    "-p", "5353:53/udp")
{
    private const int Large = 256 << 20;

    private readonly Scratch _scratch = new();

    protected override void BeforeNetkit()
    {
        _ = Keep(_scratch);
        Ipv6Lab.Add(Lab);
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 80)));
        _ = Keep(WebServer.Start(Lab.Box.Listen("::", 80)));
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 84)));
        _ = Keep(new UdpEcho(Lab.Box.Datagrams("0.0.0.0", 53)));
        for (int port = 9000; port <= 9004; port++)
        {
            string name = Text(port);
            _ = Keep(new Server(Lab.Box.Listen("0.0.0.0", port), async connection =>
                await connection.SendAsync(Encoding.ASCII.GetBytes(name)).ConfigureAwait(false)));
        }
    }

    /// <summary>Not 127.0.0.1, whom many a service trusts (CVE-2021-20199).</summary>
    [TestCase("http://127.0.0.1:8080/", $"{Lab.BoxAddress}:")]
    [TestCase("http://[::1]:8080/", $"[{Ipv6Lab.BoxAddress}]:")]
    [TestCase("http://[::1]:8084/", $"{Lab.BoxAddress}:", Description = "a service of the other family")]
    public void A_client_is_seen_as_the_container_itself(string url, string seen) =>
        Assert.That(Lab.Host.Run("curl", "-sS", url).Succeeded(), Does.StartWith(seen));

    [Test]
    public void A_client_of_another_host_is_seen_as_the_container_too() =>
        Assert.That(Lab.Far.Run("curl", "-sS", $"http://{Lab.HostAddress}:8081/").Succeeded(), Does.StartWith($"{Lab.BoxAddress}:"));

    [Test]
    public void What_listens_on_the_containers_loopback_only_is_not_reached()
    {
        using Socket listener = Lab.Box.Listen("127.0.0.1", 85);
        AssertClosed(8085);
        Assert.That(listener.Poll(0, SelectMode.SelectRead), Is.False, "somebody has connected");
    }

    [Test]
    public void A_port_that_nobody_serves_in_the_container_is_closed_for_the_client()
    {
        (long refused, long inVain) = (Netkit.Counters()["splice", "refused"], Netkit.Counters()["tcp-forwarding", "accepted-in-vain"]);
        AssertClosed(8099);
        Netkit.WaitForCounters(counters => counters["splice", "refused"] == refused + 1, "the refusal is counted");
        Assert.That(Netkit.Counters()["tcp-forwarding", "accepted-in-vain"], Is.EqualTo(inVain + 1));
        Netkit.WaitForNoFlows();
    }

    [Test]
    public void Ranges_are_paired_port_by_port([Range(8000, 8004)] int port)
    {
        using Socket client = Lab.Host.Connect("127.0.0.1", port);
        byte[] answer = new byte[10];
        client.ReceiveTimeout = 5000;
        int count = client.Receive(answer);
        Assert.That(Encoding.ASCII.GetString(answer, 0, count), Is.EqualTo(Text(port + 1000)));
    }

    [Test]
    public async Task Much_passes_whole_in_both_directions_at_once_and_not_through_the_stack()
    {
        Netkit.WaitForNoFlows();
        Counters before = Netkit.Counters();
        using (Socket listener = Lab.Box.Listen("0.0.0.0", 443))
        using (Socket client = Lab.Host.Connect("127.0.0.1", 8443))
        using (Socket container = await listener.AcceptAsync())
        {
            await Streams.AssertWholeAsync(client, container, Large);
        }

        Netkit.WaitForNoFlows();
        Counters after = Netkit.Counters();
        Assert.That(after["splice", "octets-in"] - before["splice", "octets-in"], Is.EqualTo(Large));
        Assert.That(after["splice", "octets-out"] - before["splice", "octets-out"], Is.EqualTo(Large));
        Assert.That(after["tcp", "opened"], Is.EqualTo(before["tcp", "opened"]), "a connection of the stack was made");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_end_may_finish_first(bool isHostFirst)
    {
        using Socket listener = Lab.Box.Listen("0.0.0.0", 443);
        using Socket client = Lab.Host.Connect("127.0.0.1", 8443);
        using Socket container = await listener.AcceptAsync();
        Streams.AssertEndsOneByOne(isHostFirst ? client : container, isHostFirst ? container : client);
        Netkit.WaitForNoFlows();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_reset_on_one_side_is_a_reset_on_the_other(bool isOfClient)
    {
        using Socket listener = Lab.Box.Listen("0.0.0.0", 443);
        using Socket client = Lab.Host.Connect("127.0.0.1", 8443);
        using Socket container = await listener.AcceptAsync();
        Streams.Reset(isOfClient ? client : container);
        Assert.That(Streams.ErrorOfReceive(isOfClient ? container : client), Is.EqualTo(SocketError.ConnectionReset));
        Netkit.WaitForNoFlows();
    }

    /// <summary>Its reset may be there before NetKit has seen that it is connected; another connection would be a second one for the service.</summary>
    [Test]
    public async Task A_service_that_resets_at_once_is_connected_to_once_by_each_client()
    {
        const int Clients = 500;
        long before = Netkit.Counters()["splice.through-stack", "not-connected"];
        using Socket listener = Lab.Box.Listen("0.0.0.0", 443);
        Task service = Task.Run(async () =>
        {
            for (int i = 0; i < Clients; i++)
            {
                using Socket container = await listener.AcceptAsync();
                Streams.Reset(container);
            }
        });
        for (int i = 0; i < Clients; i++)
        {
            Assert.That(ErrorOfClient(), Is.EqualTo(SocketError.ConnectionReset));
        }

        await service;
        Netkit.WaitForNoFlows();
        Assert.That(Netkit.Counters()["splice.through-stack", "not-connected"], Is.EqualTo(before));

        // The reset may be there before the client has seen that it is connected, too.
        SocketError ErrorOfClient()
        {
            try
            {
                using Socket client = Lab.Host.Connect("127.0.0.1", 8443);
                return Streams.ErrorOfReceive(client);
            }
            catch (SocketException exception)
            {
                return exception.SocketErrorCode;
            }
        }
    }

    [Test]
    public void Two_hundred_short_connections_leave_no_flow_and_no_descriptor()
    {
        int before = DescriptorsOfFlows();
        long opened = Netkit.Counters()["splice", "opened"];
        _ = Lab.Host.Run("curl", "-sS", "--fail", "-H", "Connection: close", "-o", "/dev/null", "http://127.0.0.1:8080/[1-200]").Succeeded();
        Netkit.WaitForNoFlows();
        Assert.That(Netkit.Counters()["splice", "opened"] - opened, Is.EqualTo(200));
        Eventually.True(() => DescriptorsOfFlows() <= before, Command.UsualLimit, () => $"{before} before, {DescriptorsOfFlows()} after");
    }

    [Test]
    public async Task A_flow_that_is_idle_holds_two_descriptors()
    {
        const int Flows = 50;

        // A few pipes are kept for the next who needs one, two descriptors each.
        const int SparePipes = 8;
        using Socket listener = Lab.Box.Listen("0.0.0.0", 443);
        int before = DescriptorsOfFlows();
        Socket[] ends = new Socket[2 * Flows];
        byte[] much = new byte[1 << 20];
        for (int i = 0; i < ends.Length; i += 2)
        {
            ends[i] = Lab.Host.Connect("127.0.0.1", 8443);
            ends[i + 1] = await listener.AcceptAsync();
            Task<int> sent = ends[i].SendAsync(much);
            await new NetworkStream(ends[i + 1]).ReadExactlyAsync(new byte[much.Length]).AsTask().WaitAsync(Command.UsualLimit);
            Assert.That(await sent, Is.EqualTo(much.Length));
        }

        int held = 0;
        Eventually.True(
            () => (held = DescriptorsOfFlows() - before) <= 2 * (Flows + SparePipes), Command.UsualLimit, () => $"{held} descriptors are held");
        Assert.That(held, Is.AtLeast(2 * Flows));
        Array.ForEach(ends, static end => end.Dispose());
        Netkit.WaitForNoFlows();
    }

    [Test]
    public async Task A_flow_is_listed_as_what_it_is_with_its_octets()
    {
        Netkit.WaitForNoFlows();
        using Socket listener = Lab.Box.Listen("0.0.0.0", 443);
        using Socket client = Lab.Host.Connect("127.0.0.1", 8443);
        using Socket container = await listener.AcceptAsync();
        _ = await client.SendAsync(new byte[12_345]);
        _ = await container.SendAsync(new byte[54_321]);
        JsonElement flow = default;
        Eventually.True(
            () => (flow = Netkit.Flows().Single()).GetProperty("octetsIn").GetInt64() == 12_345
                && flow.GetProperty("octetsOut").GetInt64() == 54_321,
            Command.UsualLimit,
            () => flow.ToString());
        Assert.That(flow.GetProperty("spliced").GetBoolean(), Is.True);
        Assert.That(flow.GetProperty("direction").GetString(), Is.EqualTo("in"));
        Assert.That(flow.GetProperty("state").GetString(), Is.EqualTo("established"));
        Assert.That(EndOf("container"), Is.EqualTo($"{Lab.BoxAddress}:443"));
        Assert.That(EndOf("remote"), Is.EqualTo(container.RemoteEndPoint!.ToString()));
        Assert.That(EndOf("host"), Is.EqualTo(client.LocalEndPoint!.ToString()));
        Assert.That(Netkit.Ask("flows").Succeeded(), Does.Contain("established (spliced)"));

        string EndOf(string name) => $"{flow.GetProperty(name).GetProperty("address")}:{flow.GetProperty(name).GetProperty("port")}";
    }

    [Test]
    public void A_port_and_a_socket_that_are_published_later_are_spliced_too()
    {
        string path = _scratch.PathOf("web.sock");
        _ = Netkit.Ask("forward", "8190:80").Succeeded();
        _ = Netkit.Ask("forward", $"unix:{path}:80").Succeeded();
        Assert.That(Lab.Host.Run("curl", "-sS", "http://127.0.0.1:8190/").Succeeded(), Does.StartWith($"{Lab.BoxAddress}:"));
        Assert.That(Command.Run("curl", "-sS", "--unix-socket", path, "http://box/").Succeeded(), Does.StartWith($"{Lab.BoxAddress}:"));
    }

    [Test]
    public void Datagrams_go_their_usual_way()
    {
        using Socket client = Lab.Host.Datagrams("127.0.0.1", 0);
        (byte[] received, _) = UdpEcho.Exchange(
            client, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 5353), "hello"u8.ToArray());
        Assert.That(received, Is.EqualTo("hello"u8.ToArray()));
    }

    private void AssertClosed(int port)
    {
        Outcome curl = Lab.Host.Run("curl", "-sS", "--max-time", "5", $"http://127.0.0.1:{Text(port)}/");
        Assert.That(curl.Status, Is.EqualTo(52).Or.EqualTo(56).Or.EqualTo(7), curl.ToString);
        Assert.That(curl.Took, Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    // Sockets that are kept ready are no flow's.
    private int DescriptorsOfFlows() => Netkit.OpenDescriptors - (int)Netkit.Counters()["splice", "spare-sockets"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
