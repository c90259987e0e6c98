using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using NetKit.Daemon.Hosting;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Hosting;

/// <summary>What passes between systemd and the daemon.</summary>
public sealed class ServiceManagerTests
{
    [Test]
    public void Readiness_is_one_datagram()
    {
        string directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;
        try
        {
            string path = Path.Combine(directory, "notify");
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            new ServiceManager(path).Ready("Well.");
            byte[] message = new byte[256];
            Assert.That(Encoding.UTF8.GetString(message, 0, socket.Receive(message)), Is.EqualTo("READY=1\nSTATUS=Well.\n"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("/nowhere/at/all")]
    public void Nobody_who_listens_is_no_failure(string? path) => Assert.That(() => new ServiceManager(path).Stopping(), Throws.Nothing);

    [TestCase("7", "2", "control:plugin", "control=3 plugin=4")]
    [TestCase("7", "2", "plugin:control", "control=4 plugin=3")]
    [TestCase("7", "2", null, "control=3 plugin=4")]
    [TestCase("8", "2", "control:plugin", "")]
    [TestCase(null, "2", "control", "")]
    [TestCase("7", "x", "control", "")]
    public void Sockets_are_told_apart_by_name(string? pid, string? count, string? names, string expected)
    {
        IReadOnlyDictionary<string, Fd> sockets = ActivatedSockets.Parse(7, pid, count, names);
        Assert.That(string.Join(' ', sockets.OrderBy(static one => one.Key).Select(static one => $"{one.Key}={one.Value.Value}")), Is.EqualTo(expected));
    }
}
