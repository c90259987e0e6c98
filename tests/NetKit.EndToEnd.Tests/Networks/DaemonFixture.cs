using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Tests that share a daemon with the networks blue, red and shut, of which red has IPv6 and the last is internal.</summary>
/// <param name="loops">Event loops of each network.</param>
[Requires("ip", "sysctl")]
public abstract class DaemonFixture(int loops = 1)
{
    private protected const string BlueGateway = "10.77.0.1";

    /// <summary>A dockerd of this machine is none of the test's business.</summary>
    private protected const string Configuration = """
        {
          "networks": [
            { "name": "blue", "subnet": "10.77.0.0/24", "hostInterface": "nkblue" },
            { "name": "red", "subnet": "10.78.0.0/24", "ipv6": true, "subnetV6": "fd00:78::/64" },
            { "name": "shut", "subnet": "10.79.0.0/24", "internal": true }
          ],
          "docker": { "engineSocket": "none" }
        }
        """;

    /// <summary>The loopback, and the way out.</summary>
    private const int LinksOfLab = 2;

    private readonly List<IDisposable> _kept = [];
    private readonly Dictionary<string, Container> _containers = [];
    private Lab? _lab;
    private DaemonProcess? _daemon;

    private protected Lab Lab => _lab ?? throw new InvalidOperationException("The lab is there while tests run.");

    private protected NetworkNamespace Host => Lab.Host;

    private protected DaemonProcess Daemon => _daemon ?? throw new InvalidOperationException("The daemon is there while tests run.");

    [OneTimeSetUp]
    public void StartDaemon()
    {
        _lab = new Lab();
        _daemon = new DaemonProcess(
            _lab.Host, Configuration.Replace("\"subnet\"", $"\"loops\": {Text(loops)}, \"subnet\"", StringComparison.Ordinal));
        BeforeTests();
    }

    [OneTimeTearDown]
    public void StopDaemon()
    {
        try
        {
            _daemon?.Dispose();
            if (_lab is not null)
            {
                string[] lines = _lab.Host.Ip("-o link show").Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.That(lines, Has.Length.EqualTo(LinksOfLab), "an interface is left");
            }
        }
        finally
        {
            _kept.ForEach(static thing => thing.Dispose());
            _lab?.Dispose();
        }
    }

    /// <summary>Whatever the daemon crashed on, the test that did it should be the one that fails.</summary>
    [TearDown]
    public void DaemonIsAlive()
    {
        Assert.That(Daemon.HasEnded, Is.False, () => Daemon.Log);
        Assert.That(Daemon.Log, Does.Not.Contain("Exception"));
    }

    protected virtual void BeforeTests()
    {
    }

    /// <summary>Disposes of something when the fixture's tests are over.</summary>
    protected T Keep<T>(T thing)
        where T : IDisposable
    {
        _kept.Add(thing);
        return thing;
    }

    /// <summary>Makes a container that is there for all tests: <see cref="ContainerOf"/> finds it.</summary>
    private protected void Connect(string network, string name, params IEnumerable<string> options) =>
        _containers.Add($"{network}/{name}", Keep(new Container(Daemon, network, name, options)));

    private protected Container ContainerOf(string networkAndName) => _containers[networkAndName];

    private protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a command of curl(1) prints from inside a namespace.</summary>
    private protected static string Curl(NetworkNamespace from, params IEnumerable<string> arguments) =>
        from.Run(["curl", "-sS", "--max-time", "10", .. arguments]).Succeeded();

    /// <summary>The same where nothing must come back.</summary>
    private protected static Outcome CurlInVain(NetworkNamespace from, string url, int seconds = 2)
    {
        Outcome outcome = from.Run("curl", "-sS", "--max-time", Text(seconds), url);
        Assert.That(outcome.Status, Is.Not.Zero, outcome.ToString);
        return outcome;
    }
}
