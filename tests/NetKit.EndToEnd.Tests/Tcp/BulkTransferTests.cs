using System.Globalization;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Tcp;

/// <summary>A lot of data each way, and that the stack never had to guess: no retransmission time-out.</summary>
[TestFixture(1500)]
[TestFixture(65520)]
public sealed class BulkTransferTests(int mtu)
    : LabFixture("--host-loopback", "--mtu", mtu.ToString(CultureInfo.InvariantCulture))
{
    private const long Length = 1L << 30;
    private const int Port = 8080;

    private Payload? _payload;

    private static string Url => $"http://{Lab.Gateway}:{Port}/";

    protected override void BeforeNetkit()
    {
        _payload = Payload.Create(Keep(Scratch.InMemory()).PathOf("payload"), Length);
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port), _payload));
    }

    [Test]
    [Requires("curl")]
    public void A_gibibyte_arrives_in_the_container_as_it_was_sent()
    {
        _payload!.AssertDownloads(Lab.Box, Url);
        AssertNoTimeouts();
    }

    [Test]
    [Requires("curl")]
    public void A_gibibyte_arrives_on_the_host_as_it_was_sent()
    {
        _payload!.AssertUploads(Lab.Box, Url);
        AssertNoTimeouts();
    }

    [Test]
    [Requires("iperf3")]
    public void Iperf3_moves_data_both_ways([Values(false, true)] bool reverse, [Values(1, 4)] int streams)
    {
        JsonElement end = Iperf3.Measure(Lab, reverse, "-t", "1", "-P", Text(streams));
        JsonElement received = end.GetProperty("sum_received");
        Assert.That(received.GetProperty("bytes").GetInt64(), Is.GreaterThan(1 << 20), end.ToString);
        TestContext.Out.WriteLine($"{received.GetProperty("bits_per_second").GetDouble() / 1e9:F1} Gb/s");
        AssertNoTimeouts();
    }

    private void AssertNoTimeouts()
    {
        Counters counters = Netkit.Counters();
        Assert.That(counters["tcp", "retransmission-timeouts"], Is.Zero, counters.ToString);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
