using System;
using System.Collections.Generic;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>Tests that share a lab, and the netkit that serves its box with certain options.</summary>
[Requires("ip", "sysctl")]
public abstract class LabFixture(params string[] options)
{
    private readonly List<IDisposable> _kept = [];
    private Lab? _lab;
    private NetkitProcess? _netkit;
    private Scratch? _scratch;

    private protected Lab Lab => _lab ?? throw new InvalidOperationException("The lab is there while tests run.");

    private protected NetkitProcess Netkit => _netkit ?? throw new InvalidOperationException("NetKit runs while tests run.");

    private protected Scratch Scratch => _scratch ?? throw new InvalidOperationException("The directory is there while tests run.");

    [OneTimeSetUp]
    public void StartLab()
    {
        _scratch = new Scratch();
        _lab = new Lab();
        BeforeNetkit();
        _netkit = StartNetkit(_lab, options);
    }

    [OneTimeTearDown]
    public void StopLab()
    {
        try
        {
            _netkit?.Dispose();
        }
        finally
        {
            _kept.ForEach(static thing => thing.Dispose());
            _lab?.Dispose();
            _scratch?.Dispose();
        }
    }

    /// <summary>Whatever NetKit crashed on, the test that did it should be the one that fails.</summary>
    [TearDown]
    public void NetkitIsAlive() => Assert.That(_netkit?.HasEnded, Is.Not.True, () => _netkit!.Log);

    private protected virtual NetkitProcess StartNetkit(Lab lab, string[] line) => lab.Attach(line);

    /// <summary>Servers that have to be there first.</summary>
    protected virtual void BeforeNetkit()
    {
    }

    /// <summary>Disposes of something when the fixture's tests are over.</summary>
    protected T Keep<T>(T thing)
        where T : IDisposable
    {
        _kept.Add(thing);
        return thing;
    }
}
