using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>Whatever arrives costs one counter; what is sent can be read; and it costs no memory.</summary>
public sealed class DhcpServerHostileTests
{
    private static byte[] Valid(byte type) => DhcpExchange.Message(
        type,
        1,
        default,
        DhcpBytes.Option(61, 0xFF, 1, 2, 3, 4),
        DhcpBytes.Address(50, DhcpExchange.Host(100)),
        DhcpBytes.Address(54, DhcpExchange.Gateway),
        DhcpBytes.Text(12, "box"),
        DhcpBytes.Option(57, 5, 0xDC),
        DhcpBytes.Option(55, 1, 3, 6, 12, 15, 26, 28, 42, 51, 119, 121));

    [Test]
    public void Changed_messages_are_harmless()
    {
        Random random = new(1531);
        DhcpServer server = new(DhcpExchange.Options, 1);
        byte[] reply = new byte[1472];
        Instant now = Instant.Zero;
        const int rounds = 40_000;
        for (int round = 0; round < rounds; round++)
        {
            byte[] octets = Valid((byte)random.Next(10));
            for (int changes = random.Next(6); changes > 0; changes--)
            {
                int index = random.Next(3) == 0 ? random.Next(octets.Length) : random.Next(240, 290);
                octets[index] = random.Next(3) switch { 0 => 0, 1 => byte.MaxValue, _ => (byte)random.Next(256) };
            }

            int length = round % 8 == 0 ? random.Next(octets.Length + 1) : octets.Length;
            now += TimeSpan.FromSeconds(random.Next(100));
            _ = server.Answer(now, octets.AsSpan(0, length), reply, out DhcpReply where);
            if (where.Length > 0)
            {
                IsWellFormed(reply.AsSpan(0, where.Length), where);
            }
        }

        Assert.That(server.Counters.Received, Is.EqualTo(rounds));
        Assert.That(Enum.GetValues<DhcpVerdict>().Sum(verdict => server.Counters.Of(verdict)), Is.EqualTo(rounds));
        Assert.That(server.Leases(now).Length, Is.LessThanOrEqualTo(DhcpExchange.Options.MaximumLeases));
    }

    private static void IsWellFormed(ReadOnlySpan<byte> octets, DhcpReply where)
    {
        bool isReply = DhcpView.TryCreate(octets, out DhcpView view) is WireError.None && view.Operation is DhcpOperation.Reply;
        bool isOurs = where.IsBroadcast || DhcpExchange.Subnet.Contains(where.Destination);
        if (!isReply || !isOurs || octets.Length is < 300 or > 1472)
        {
            Assert.Fail($"{where}: {Convert.ToHexString(octets)}");
        }
    }

    [Test]
    public void A_known_client_costs_no_memory()
    {
        DhcpServer server = new(DhcpExchange.Options, 1);
        byte[] reply = new byte[1472];
        byte[] discover = Valid(1);
        byte[] request = Valid(3);
        byte[] release = DhcpExchange.Message(
            7, 1, DhcpExchange.Host(100), DhcpBytes.Option(61, 0xFF, 1, 2, 3, 4), DhcpBytes.Address(54, DhcpExchange.Gateway));
        byte[] stranger = DhcpExchange.Message(7, 2, DhcpExchange.Host(100));
        Exchange(0);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < 1_000; i++)
        {
            Exchange(i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(server.Counters.Of(DhcpVerdict.Acknowledged), Is.EqualTo(2_000));
        Assert.That(server.Counters.Of(DhcpVerdict.Released), Is.EqualTo(1_000));
        Assert.That(server.Counters.Of(DhcpVerdict.Stranger), Is.EqualTo(1_000));

        void Exchange(int minute)
        {
            Instant now = Instant.Zero + TimeSpan.FromMinutes(minute * 90);
            foreach (byte[] message in (ReadOnlySpan<byte[]>)[discover, request, request, release, stranger])
            {
                _ = server.Answer(now, message, reply, out _);
            }
        }
    }
}
