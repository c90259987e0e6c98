using System;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Threading.Tasks;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Splicing;

/// <summary>Clients of published ports on their way past the stack.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class SpliceForwarderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestCase(1)]
    [TestCase(8 << 10)]
    [TestCase((8 << 10) + 1)]
    [TestCase(32 << 20)]
    public async Task What_goes_in_comes_out_in_both_directions_at_once(int length)
    {
        using SpliceLab lab = new();
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            byte[] payload = RandomNumberGenerator.GetBytes(length);
            Task<byte[]>[] received = [ReadToEndAsync(client, length), ReadToEndAsync(service, length)];
            await Task.WhenAll(SendAsync(client, payload), SendAsync(service, payload)).WaitAsync(Limit);
            foreach (byte[] one in await Task.WhenAll(received).WaitAsync(Limit))
            {
                Assert.That(one.AsSpan().SequenceEqual(payload), Is.True);
            }
        }

        lab.WaitFor(static forwarder => forwarder.Flows.Count == 0, "the flow is left");
        Assert.That(lab.OnLoop(static forwarder => forwarder.Counters.OctetsIn), Is.EqualTo(length));
        Assert.That(lab.OnLoop(static forwarder => forwarder.Counters.OctetsOut), Is.EqualTo(length));
        Assert.That(lab.OnLoop(static forwarder => forwarder.Counters.Resets), Is.Zero);
    }

    [TestCase(100)]
    [TestCase(5_000)]
    [TestCase(100_000)]
    public async Task Nothing_is_lost_when_nobody_reads_for_a_while(int piece)
    {
        using SpliceLab lab = new();
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            // More than all the buffers on the way take: Linux lets a receive buffer grow to 32 MiB (tcp_rmem) unless its size was set.
            byte[] payload = RandomNumberGenerator.GetBytes(64 << 20);
            service.ReceiveBufferSize = 256 << 10;
            client.Blocking = false;
            int sent = 0;
            long before = -1;
            while (sent < payload.Length && (client.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite) || before != OctetsIn(lab)))
            {
                before = OctetsIn(lab);
                sent += client.Send(payload.AsSpan(sent, Math.Min(piece, payload.Length - sent)), SocketFlags.None, out _);
            }

            Assert.That(sent, Is.LessThan(payload.Length), "the buffers took everything");
            client.Blocking = true;
            client.Shutdown(SocketShutdown.Send);
            byte[] received = await ReadToEndAsync(service, sent).WaitAsync(Limit);
            Assert.That(received.AsSpan().SequenceEqual(payload.AsSpan(0, sent)), Is.True);
        }
    }

    [Test]
    public void Either_end_may_finish_first([Values] bool isClientFirst)
    {
        using SpliceLab lab = new();
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            (Socket first, Socket second) = isClientFirst ? (client, service) : (service, client);
            first.Shutdown(SocketShutdown.Send);
            Assert.That(second.Receive(new byte[1]), Is.Zero);
            lab.WaitFor(static forwarder => forwarder.Flows.Single().IsHalfClosed, "half closed");
            _ = second.Send("goes on"u8);
            byte[] answer = new byte[100];
            Assert.That(first.Receive(answer), Is.EqualTo("goes on".Length));
            second.Shutdown(SocketShutdown.Send);
            Assert.That(first.Receive(answer), Is.Zero);
            lab.WaitFor(static forwarder => forwarder.Flows.Count == 0, "the flow is left");
        }
    }

    [Test]
    public void A_reset_on_one_side_is_one_on_the_other([Values] bool isOfClient, [Values] bool isHalfClosed)
    {
        using SpliceLab lab = new();
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            (Socket gone, Socket left) = isOfClient ? (client, service) : (service, client);
            if (isHalfClosed)
            {
                // Now no read can find the error any more.
                gone.Shutdown(SocketShutdown.Send);
                Assert.That(left.Receive(new byte[1]), Is.Zero);
            }

            gone.LingerState = new LingerOption(true, 0);
            gone.Dispose();
            if (!isHalfClosed)
            {
                Assert.That(ErrorOf(left), Is.EqualTo(SocketError.ConnectionReset));
            }

            lab.WaitFor(static forwarder => forwarder is { Flows.Count: 0, Counters.Resets: 1 }, "the flow is left");
            Assert.That(() => left.Send("is anybody there?"u8), Throws.InstanceOf<SocketException>());
        }
    }

    [Test]
    public void A_port_that_nobody_serves_is_a_reset_for_the_client()
    {
        using SpliceLab lab = new();
        using Socket client = lab.Connect(SpliceLab.Nobody());
        Assert.That(ErrorOf(client), Is.EqualTo(SocketError.ConnectionReset));
        lab.WaitFor(static forwarder => forwarder is { Flows.Count: 0, Counters.Refused: 1 }, "refused");
        Assert.That(lab.Tcp.AcceptedInVain, Is.EqualTo(1));
        Assert.That(lab.ThroughStack, Is.Empty);
    }

    [Test]
    public void A_client_is_led_to_the_other_address_when_the_first_refuses()
    {
        using SpliceLab lab = new();
        using Socket listener = SpliceLab.Listen();
        using Socket client = lab.Connect(SpliceLab.Nobody(), SpliceLab.At(listener));
        using Socket service = listener.Accept();
        _ = client.Send("hello"u8);
        Assert.That(service.Receive(new byte[100]), Is.EqualTo("hello".Length));
        Assert.That(lab.Tcp.AcceptedInVain, Is.Zero);
    }

    /// <summary>No connection can be made to 255.255.255.255, by anybody.</summary>
    [Test]
    public void A_client_who_cannot_be_led_there_goes_through_the_stack_unharmed()
    {
        using SpliceLab lab = new();
        SocketEndpoint nowhere = new(IpAddress.FromV4(0xFFFF_FFFF), 80);
        using Socket client = lab.Connect(nowhere);
        lab.WaitFor(static forwarder => forwarder is { Flows.Count: 0, Counters.NotConnected: 1 }, "given back");
        Assert.That(lab.ThroughStack.Single().Container, Is.EqualTo(nowhere));
        Fd socket = lab.ThroughStack.Single().Fd;
        Assert.That(Interop.Sockets.Send(socket, "alive"u8).Count, Is.EqualTo("alive".Length));
        Assert.That(client.Receive(new byte[100]), Is.EqualTo("alive".Length));
        Interop.Sockets.Close(socket);
    }

    [Test]
    public void There_are_as_many_flows_as_there_may_be()
    {
        using SpliceLab lab = new(capacity: 1);
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            using Socket tooMany = lab.Connect(SpliceLab.Nobody());
            Assert.That(ErrorOf(tooMany), Is.EqualTo(SocketError.ConnectionReset));
            Assert.That(lab.OnLoop(static forwarder => forwarder.Counters.Full), Is.EqualTo(1));
            Assert.That(lab.Tcp.AcceptedInVain, Is.EqualTo(1));
            _ = client.Send("hello"u8);
            Assert.That(service.Receive(new byte[100]), Is.EqualTo("hello".Length));
        }
    }

    [Test]
    public void More_clients_at_once_than_sockets_are_kept_ready_are_all_served()
    {
        const int Clients = 90;
        using SpliceLab lab = new();
        using Socket listener = SpliceLab.Listen();
        Socket[] clients = [.. Enumerable.Range(0, Clients).Select(_ => lab.Connect(SpliceLab.At(listener)))];
        for (int i = 0; i < Clients; i++)
        {
            using Socket service = listener.Accept();
            _ = service.Send("hello"u8);
        }

        foreach (Socket client in clients)
        {
            Assert.That(client.Receive(new byte[100]), Is.EqualTo("hello".Length));
            client.Dispose();
        }

        lab.WaitFor(static forwarder => forwarder is { Flows.Count: 0, Counters.Opened: Clients }, "all of them opened and over");
    }

    [Test]
    public void At_the_end_everybody_is_reset()
    {
        SpliceLab lab = new();
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            lab.WaitFor(static forwarder => forwarder.Counters.Opened == 1, "open");
            lab.Dispose();
            Assert.That(ErrorOf(client), Is.EqualTo(SocketError.ConnectionReset));
            Assert.That(ErrorOf(service), Is.EqualTo(SocketError.ConnectionReset));
        }
    }

    private static long OctetsIn(SpliceLab lab) => lab.OnLoop(static forwarder => forwarder.Flows.Single().OctetsIn);

    private static async Task SendAsync(Socket socket, byte[] payload)
    {
        for (int sent = 0; sent < payload.Length;)
        {
            sent += await socket.SendAsync(payload.AsMemory(sent));
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket, int most)
    {
        byte[] received = new byte[most + 1];
        int length = 0;
        int count;
        while ((count = await socket.ReceiveAsync(received.AsMemory(length))) > 0)
        {
            length += count;
        }

        return received[..length];
    }

    private static SocketError ErrorOf(Socket socket)
    {
        _ = socket.Receive(new byte[1], 0, 1, SocketFlags.None, out SocketError error);
        return error;
    }
}
