using NetKit.Forwarding.Services;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Services;

public sealed class DnsClientRingTests
{
    [Test]
    public void The_latest_clients_are_remembered_and_no_others()
    {
        DnsClientRing ring = new();
        long first = ring.Remember(Client(0));
        Assert.That(DnsClientRing.IsToken(first));
        Assert.That(DnsClientRing.IsToken(0x0A00_0264_FFFF), Is.False, "of a client over IPv4");
        for (uint i = 1; i < 4096; i++)
        {
            _ = ring.Remember(Client(i));
        }

        Assert.That(ring.TryRecall(first, out SocketEndpoint client));
        Assert.That(client, Is.EqualTo(Client(0)));
        long last = ring.Remember(Client(4096));
        Assert.That(ring.TryRecall(first, out _), Is.False);
        Assert.That(ring.TryRecall(last, out client));
        Assert.That(client, Is.EqualTo(Client(4096)));
        Assert.That(ring.TryRecall(last + 1, out _), Is.False, "nobody yet");
    }

    private static SocketEndpoint Client(uint number) => new(new IpAddress(0xFD00_0000_0000_0000, number), (ushort)number);
}
