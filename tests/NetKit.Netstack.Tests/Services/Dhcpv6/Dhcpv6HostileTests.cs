using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Tests.Wire.Dhcpv6;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcpv6;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Dhcpv6;

/// <summary>Whatever arrives costs one counter; what is sent can be read; and it costs no memory.</summary>
internal sealed class Dhcpv6HostileTests
{
    private static byte[] Valid(byte type, int client = 1) => Dhcpv6Bytes.Message(
        type,
        Dhcpv6Bytes.Client(client),
        type is 3 or 5 or 8 or 9 ? Dhcpv6Exchange.ServerId : Dhcpv6Bytes.Option(8, 0, 0),
        Dhcpv6Bytes.Association(1, Dhcpv6Exchange.Host(0x64)),
        Dhcpv6Bytes.Option(6, 0, 23, 0, 24, 0, 56),
        Dhcpv6Bytes.Option(25, [.. Dhcpv6Bytes.Number(1), .. new byte[8]]));

    [Test]
    public void Changed_messages_are_harmless()
    {
        Random random = new(8415);
        Dhcpv6Server server = new(Dhcpv6Exchange.Options, 1);
        byte[] reply = new byte[Dhcpv6Server.MinimumRoom];
        Instant now = Instant.Zero;
        const int rounds = 40_000;
        for (int round = 0; round < rounds; round++)
        {
            byte[] octets = Valid((byte)random.Next(16), random.Next(2000));
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                octets[random.Next(octets.Length)] = random.Next(3) switch { 0 => 0, 1 => byte.MaxValue, _ => (byte)random.Next(256) };
            }

            int length = round % 8 == 0 ? random.Next(octets.Length + 1) : octets.Length;
            now += TimeSpan.FromSeconds(random.Next(20));
            _ = server.Answer(now, octets.AsSpan(0, length), random.Next(10) > 0, reply, out int replyLength);
            bool isWellFormed = replyLength == 0
                || (Dhcpv6View.TryCreate(reply.AsSpan(0, replyLength), out Dhcpv6View view) is WireError.None
                    && view.Type is Dhcpv6MessageType.Reply or Dhcpv6MessageType.Advertise);
            if (!isWellFormed)
            {
                Assert.Fail($"{Convert.ToHexString(octets)}: {Convert.ToHexString(reply.AsSpan(0, replyLength))}");
            }
        }

        Assert.That(Enum.GetValues<Dhcpv6Verdict>().Sum(verdict => server.Counters.Of(verdict)), Is.EqualTo(rounds));
        Assert.That(server.Leases(now).Length, Is.LessThanOrEqualTo(Dhcpv6Exchange.Options.MaximumLeases));
        Assert.That(server.Leases(now).Select(static lease => lease.Address), Is.Unique);
    }

    [Test]
    public void A_known_client_costs_no_memory()
    {
        Dhcpv6Server server = new(Dhcpv6Exchange.Options, 1);
        byte[] reply = new byte[Dhcpv6Server.MinimumRoom];
        byte[][] messages = [Valid(1), Valid(3), Valid(4), Valid(5), Valid(6), Valid(8), Valid(8, client: 2), Dhcpv6Bytes.Message(11)];
        Exchange(0);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i < 1_000; i++)
        {
            Exchange(i);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(server.Counters.Of(Dhcpv6Verdict.Renewed), Is.EqualTo(2_000));
        Assert.That(server.Counters.Of(Dhcpv6Verdict.Released), Is.EqualTo(1_000));

        void Exchange(int minute)
        {
            foreach (byte[] message in messages)
            {
                _ = server.Answer(Instant.Zero + TimeSpan.FromMinutes(minute * 90), message, toGroup: true, reply, out _);
            }
        }
    }
}
