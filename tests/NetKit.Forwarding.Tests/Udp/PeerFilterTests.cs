using NetKit.Forwarding.Udp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

public sealed class PeerFilterTests
{
    [Test]
    public void Nobody_is_allowed_before_the_container_has_spoken()
    {
        Assert.That(new PeerFilter().Allows(Peer(1)), Is.False);
    }

    [Test]
    public void Everyone_spoken_to_is_allowed()
    {
        PeerFilter filter = new();
        for (uint i = 1; i <= 100; i++)
        {
            filter.Permit(Peer(i));
        }

        for (uint i = 1; i <= 100; i++)
        {
            Assert.That(filter.Allows(Peer(i)), Is.True);
        }

        Assert.That(filter.Allows(Peer(101)), Is.False);
    }

    [Test]
    public void Of_too_many_peers_the_oldest_are_forgotten()
    {
        PeerFilter filter = new();
        const uint Many = 4 * PeerFilter.GenerationCapacity;
        for (uint i = 1; i <= Many; i++)
        {
            filter.Permit(Peer(i));
        }

        Assert.That(filter.Allows(Peer(1)), Is.False);
        for (uint i = Many - PeerFilter.GenerationCapacity; i <= Many; i++)
        {
            Assert.That(filter.Allows(Peer(i)), Is.True);
        }
    }

    private static IpAddress Peer(uint number) => IpAddress.FromV4(0x0A00_0000 + number);
}
