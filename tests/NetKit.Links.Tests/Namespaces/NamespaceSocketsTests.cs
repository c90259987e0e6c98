using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Links.Tests.Namespaces;

/// <summary>Sockets on request. That they belong elsewhere is a matter of end-to-end tests.</summary>
[SupportedOSPlatform("linux")]
[Platform("Linux")]
public sealed class NamespaceSocketsTests
{
    [Test]
    public void Sockets_come_in_the_order_that_they_were_asked_for()
    {
        using NamespaceSockets sockets = Open();
        Assert.That(sockets.Ask(ipv6: false, 2), Is.EqualTo(Errno.None));
        Assert.That(sockets.Ask(ipv6: true, 1), Is.EqualTo(Errno.None));
        foreach (bool expected in (bool[])[false, false, true])
        {
            Assert.That(Files.WaitReadable(sockets.Fd, TimeSpan.FromSeconds(10)), Is.True);
            Assert.That(sockets.TryTake(out bool ipv6, out Fd socket, out Errno error), Is.True);
            Assert.That(ipv6, Is.EqualTo(expected));
            if (error == Errno.None)
            {
                SocketEndpoint any = new(expected ? IpAddress.LoopbackV6 : IpAddress.LoopbackV4, 0);
                Assert.That(Sockets.Bind(socket, any), Is.EqualTo(Errno.None).Or.EqualTo(Errno.AddressNotAvailable));
            }
            else
            {
                Assert.That(error, Is.EqualTo(Errno.AddressFamilyNotSupported), "a kernel without IPv6");
                Assert.That(expected, Is.True);
            }

            Sockets.Close(socket);
        }
    }

    [Test]
    public void Nobody_waits_for_a_socket_that_has_not_come()
    {
        using NamespaceSockets sockets = Open();
        Assert.That(sockets.TryTake(out _, out _, out Errno error), Is.False);
        Assert.That(error, Is.EqualTo(Errno.Again));
    }

    [Test]
    public void A_namespace_that_is_not_there_is_a_sentence()
    {
        string? failure = NamespaceSockets.TryOpen(NamespaceTarget.OfPath("/run/netns/nk-nowhere"), [], out NamespaceSockets? sockets);
        Assert.That(sockets, Is.Null);
        Assert.That(failure, Does.Contain("/run/netns/nk-nowhere").And.EndWith("."));
    }

    private static NamespaceSockets Open()
    {
        Assert.That(NamespaceSockets.TryOpen(null, [], out NamespaceSockets? sockets), Is.Null);
        return sockets!;
    }
}
