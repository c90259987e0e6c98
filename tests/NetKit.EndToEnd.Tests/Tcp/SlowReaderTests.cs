using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Tcp;

/// <summary>A reader that does not read for ten seconds stops the writer, and nothing is lost, dropped or sent twice.</summary>
[TestFixture(1500)]
[TestFixture(65520)]
public sealed class SlowReaderTests(int mtu) : LabFixture("--host-loopback", "--mtu", mtu.ToString(CultureInfo.InvariantCulture))
{
    private const long Length = 256L << 20;
    private const long MostKiB = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private Payload? _payload;

    protected override void BeforeNetkit() => _payload = Payload.Create(Keep(Scratch.InMemory()).PathOf("payload"), Length);

    [Test]
    public async Task Both_directions_wait_for_a_slow_reader()
    {
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7001);
        using Socket upContainer = Lab.Box.Connect(Lab.Gateway, 7001);
        using Socket upHost = await listener.AcceptAsync();
        using Socket downContainer = Lab.Box.Connect(Lab.Gateway, 7001);
        using Socket downHost = await listener.AcceptAsync();
        Task sending = Task.WhenAll(SendAsync(upContainer), SendAsync(downHost));

        long mostKiB = WatchMemory();
        Assert.That(sending.IsCompleted, Is.False, "the writers were held back");
        Stopwatch watch = Stopwatch.StartNew();
        string[] hashes = await Task.WhenAll(Payload.HashAsync(upHost), Payload.HashAsync(downContainer)).WaitAsync(Limit);
        await sending;

        Counters counters = Netkit.Counters();
        Assert.Multiple(() =>
        {
            Assert.That(hashes, Is.All.EqualTo(_payload!.Hash));
            Assert.That(mostKiB, Is.LessThan(MostKiB), "KiB resident");
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)), "it went on at once");
            Assert.That(counters["tcp", "retransmission-timeouts"], Is.Zero, counters.ToString);
        });
    }

    private long WatchMemory()
    {
        long most = 0;
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < Pause; Thread.Sleep(100))
        {
            most = Math.Max(most, Netkit.ResidentKiB);
        }

        return most;
    }

    private async Task SendAsync(Socket socket)
    {
        await socket.SendFileAsync(_payload!.Path).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
    }
}
