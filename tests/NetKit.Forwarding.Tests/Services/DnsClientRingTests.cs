using NetKit.Forwarding.Services;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Services;

public sealed class DnsClientRingTests
{
    private static IpAddress Server => IpAddress.FromV4(192, 0, 2, 53);

    [Test]
    public void The_latest_clients_are_remembered_and_no_others()
    {
        DnsClientRing ring = new();
        long first = ring.Remember(Client(0), Server);
        Assert.That(DnsClientRing.IsToken(first));
        Assert.That(DnsClientRing.IsToken(0x0A00_0264_FFFF), Is.False, "of a client over IPv4");
        for (uint i = 1; i < 4096; i++)
        {
            _ = ring.Remember(Client(i), Server);
        }

        Assert.That(ring.TryRecall(first, out SocketEndpoint client, out IpAddress server));
        Assert.That((client, server), Is.EqualTo((Client(0), Server)));
        long last = ring.Remember(Client(4096), Server);
        Assert.That(ring.TryRecall(first, out _, out _), Is.False);
        Assert.That(ring.TryRecall(last, out client, out _));
        Assert.That(client, Is.EqualTo(Client(4096)));
        Assert.That(ring.TryRecall(last + 1, out _, out _), Is.False, "nobody yet");
    }

    private static SocketEndpoint Client(uint number) => new(new IpAddress(0xFD00_0000_0000_0000, number), (ushort)number);
}
