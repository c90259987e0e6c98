using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Networks;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>Tests that share a dockerd and its NetKit.</summary>
[Requires("ip", "sysctl", "nsenter", "unshare", "docker", "dockerd", "containerd", "runc", "busybox", "iperf3", "curl", "tar", "ldd")]
public abstract class DockerFixture(params string[] options)
{
    private readonly List<IDisposable> _kept = [];
    private Lab? _lab;
    private DockerMachine? _machine;

    private protected Lab Lab => _lab ?? throw new InvalidOperationException("The lab is there while tests run.");

    private protected DockerMachine Machine => _machine ?? throw new InvalidOperationException("dockerd is there while tests run.");

    private protected DaemonProcess Netkit => Machine.Netkit;

    [OneTimeSetUp]
    public void StartDocker()
    {
        _lab = new Lab();
        BeforeDocker();
        _machine = new DockerMachine(_lab, options);
    }

    [OneTimeTearDown]
    public void StopDocker()
    {
        try
        {
            _machine?.Dispose();
            if (_lab is not null)
            {
                Assert.That(LinksOfHost(), Is.EquivalentTo((string[])["lo", "net0"]), "an interface is left");
            }
        }
        finally
        {
            _kept.ForEach(static thing => thing.Dispose());
            _lab?.Dispose();
        }
    }

    /// <summary>Whatever NetKit crashed on, the test that did it should be the one that fails; and each starts with nothing.</summary>
    [TearDown]
    public void NothingIsLeft()
    {
        Assert.That(Netkit.HasEnded, Is.False, () => Netkit.Log);
        Assert.That(Netkit.WholeLog, Does.Not.Contain("Exception"));
        Machine.RemoveAll();
        Assert.That(Netkit.Endpoints(), Is.Empty);
        Assert.That(Netkit.Forwards(), Is.Empty);
        Assert.That(LinksOfHost(), Is.EquivalentTo((string[])["lo", "net0"]));
    }

    /// <summary>Servers that have to be there first.</summary>
    protected virtual void BeforeDocker()
    {
    }

    /// <summary>Disposes of something when the fixture's tests are over.</summary>
    protected T Keep<T>(T thing)
        where T : IDisposable
    {
        _kept.Add(thing);
        return thing;
    }

    private protected string Curl(string url) => Lab.Host.Run("curl", "-sS", "--max-time", "10", url).Succeeded().Trim();

    private protected string[] LinksOfHost() =>
    [
        .. Lab.Host.Ip("-o link show").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(": ")[1].Split('@')[0]),
    ];
}
