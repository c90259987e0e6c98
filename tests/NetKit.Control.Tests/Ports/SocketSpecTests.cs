using System.IO;
using System.Linq;
using NetKit.Control.Ports;
using NUnit.Framework;

namespace NetKit.Control.Tests.Ports;

/// <summary>Unix sockets in the grammar of published ports.</summary>
public sealed class SocketSpecTests
{
    [TestCase("unix:/run/web.sock:80", "unix:/run/web.sock:80", ForwardDirection.In)]
    [TestCase("unix:/run/web.sock:80/tcp", "unix:/run/web.sock:80", ForwardDirection.In)]
    [TestCase("unix:///run/web.sock:80", "unix:/run/web.sock:80", ForwardDirection.In)]
    [TestCase("unix:/run/a:b/web.sock:80", "unix:/run/a:b/web.sock:80", ForwardDirection.In)]
    [TestCase("unix:/run/a:unix:/web.sock:80", "unix:/run/a:unix:/web.sock:80", ForwardDirection.In)]
    [TestCase("2375:unix:/run/docker.sock", "2375:unix:/run/docker.sock", ForwardDirection.Out)]
    [TestCase("2375/tcp:unix:/run/docker.sock", "2375:unix:/run/docker.sock", ForwardDirection.Out)]
    [TestCase("2375:unix:/run/../run/a:80", "2375:unix:/run/a:80", ForwardDirection.Out)]
    public void A_socket_stands_where_a_host_port_would(string text, string expected, ForwardDirection direction)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out string? error), Is.True, error);
        PublishedPort port = spec!.Expand().Single();
        Assert.That(port.ToString(), Is.EqualTo(expected));
        Assert.That(port.Direction, Is.EqualTo(direction));
        Assert.That(port.Protocol, Is.EqualTo(PortProtocol.Tcp));
    }

    [Test]
    public void A_path_is_made_absolute_since_others_have_another_working_directory()
    {
        Assert.That(PortSpec.TryParse("unix:web.sock:80", out PortSpec? spec, out string? error), Is.True, error);
        Assert.That(spec!.HostPath, Is.EqualTo(Path.GetFullPath("web.sock")));
    }

    [TestCase("unix:", "'unix:' names no port of the container")]
    [TestCase("unix:/x", "'unix:/x' names no port of the container")]
    [TestCase("unix:/x:", "'' in 'unix:/x:' is not one port of the container")]
    [TestCase("unix:/x:0", "'0' in 'unix:/x:0' is not one port of the container")]
    [TestCase("unix:/x:65536", "'65536' in 'unix:/x:65536' is not one port of the container")]
    [TestCase("unix:/x:80-81", "'80-81' in 'unix:/x:80-81' is not one port of the container")]
    [TestCase("unix:/x:80/udp", "'unix:/x:80/udp' asks for UDP, which a unix stream socket does not carry")]
    [TestCase("unix::80", "The path of the socket in 'unix::80' is missing")]
    [TestCase("unix:/x/:80", "'/x/' is not the absolute path of a socket")]
    [TestCase(":unix:/x", "'' in ':unix:/x' is not one port of the gateway")]
    [TestCase("127.0.0.1:80:unix:/x", "'127.0.0.1:80' in '127.0.0.1:80:unix:/x' is not one port of the gateway")]
    [TestCase("53/udp:unix:/x", "'53/udp:unix:/x' asks for UDP")]
    [TestCase("80:unix:", "The path of the socket in '80:unix:' is missing")]
    public void What_is_wrong_is_named(string text, string beginning)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out string? error), Is.False);
        Assert.That(spec, Is.Null);
        Assert.That(error, Does.StartWith(beginning).And.EndsWith("."));
    }

    [Test]
    [Platform("Linux")]
    public void The_longest_path_is_the_systems()
    {
        string longest = "/" + new string('x', 106);
        Assert.That(PortSpec.TryParse($"unix:{longest}:80", out _, out string? error), Is.True, error);
        Assert.That(PortSpec.TryParse($"unix:{longest}x:80", out _, out error), Is.False);
        Assert.That(error, Does.Contain("has 108 octets, and the system allows 107"));
        Assert.That(PortSpec.TryParse($"80:unix:{longest[..^1]}ä", out _, out error), Is.False, "octets count, not letters");
        Assert.That(error, Does.Contain("has 108 octets"));
    }
}
