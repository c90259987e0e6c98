using System.Linq;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NUnit.Framework;

namespace NetKit.Control.Tests;

/// <summary>What a request may ask for.</summary>
public sealed class ForwardRequestPortTests
{
    [TestCase("8080:80")]
    [TestCase("127.0.0.1:8080:80/udp")]
    [TestCase("[::1]:8000-8009:80")]
    [TestCase("80")]
    [TestCase("unix:/run/web.sock:80")]
    [TestCase("2375:unix:/run/docker.sock")]
    public void A_port_survives_the_way(string text)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out _), Is.True);
        PublishedPort sent = spec!.Expand().Single();
        Assert.That(ForwardRequestPort.From(sent).TryRead(out PublishedPort? received, out string? error), Is.True, error);
        Assert.That(received, Is.EqualTo(sent));
    }

    [TestCase(0, 80, null, null, "The container port 0 is not from 1 to 65535.")]
    [TestCase(65536, 80, null, null, "The container port 65536 is not from 1 to 65535.")]
    [TestCase(80, -1, null, null, "The host port -1 is not from 0 to 65535.")]
    [TestCase(80, 65536, null, null, "The host port 65536 is not from 0 to 65535.")]
    [TestCase(80, 90, 89, null, "The host ports from 90 to 89 are no range of ports.")]
    [TestCase(80, 0, 9, null, "The host ports from 0 to 9 are no range of ports.")]
    [TestCase(80, 90, 70000, null, "The host ports from 90 to 70000 are no range of ports.")]
    [TestCase(80, 90, null, "localhost", "The host address is not an IP address.")]
    public void Nonsense_is_refused_with_a_sentence(int container, int host, int? hostEnd, string? address, string sentence)
    {
        ForwardRequestPort request = new(container, PortProtocol.Tcp, address, host, hostEnd);
        Assert.That(request.TryRead(out PublishedPort? port, out string? error), Is.False);
        Assert.That(port, Is.Null);
        Assert.That(error, Is.EqualTo(sentence));
    }

    [TestCase("web.sock", ForwardDirection.In, PortProtocol.Tcp, 0, null, "'web.sock' is not the absolute path of a socket: write e.g. /run/web.sock.")]
    [TestCase("/run/\0", ForwardDirection.In, PortProtocol.Tcp, 0, null, "'/run/\0' is not the absolute path of a socket: write e.g. /run/web.sock.")]
    [TestCase("/run/x", ForwardDirection.In, PortProtocol.Udp, 0, null, "A unix stream socket carries no datagrams: ask for tcp.")]
    [TestCase("/run/x", ForwardDirection.In, PortProtocol.Tcp, 80, null, "The host's end is either a unix socket or an address and a port, and not both.")]
    [TestCase("/run/x", ForwardDirection.Out, PortProtocol.Tcp, 0, "::1", "The host's end is either a unix socket or an address and a port, and not both.")]
    [TestCase(null, ForwardDirection.Out, PortProtocol.Tcp, 0, null, "Only a unix socket can be led out to: name it as hostPath.")]
    [TestCase("/run/x", (ForwardDirection)7, PortProtocol.Tcp, 0, null, "The direction is neither in nor out.")]
    public void Nonsense_about_sockets_is_refused_with_a_sentence(
        string? path, ForwardDirection direction, PortProtocol protocol, int hostPort, string? hostAddress, string sentence)
    {
        ForwardRequestPort request = new(80, protocol, hostAddress, hostPort, null, path, direction);
        Assert.That(request.TryRead(out PublishedPort? port, out string? error), Is.False);
        Assert.That(port, Is.Null);
        Assert.That(error, Is.EqualTo(sentence));
    }
}
