using System;
using System.Threading;
using NetKit.Bench.Wire;
using NetKit.Links.Tap;
using NetKit.Links.Vm;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using NetworkNamespace = NetKit.EndToEnd.Tests.Harness.NetworkNamespace;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>A virtual machine without the machine: the kernel's TCP in a namespace, behind a stream of frames as QEMU makes one.</summary>
internal sealed class RelayMachine : IDisposable
{
    public const string Interface = "vm0";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly StreamRelay _relay;
    private readonly Thread _thread;
    private bool _isDisposed;

    private RelayMachine(StreamRelay relay)
    {
        _relay = relay;
        _thread = new Thread(relay.Run) { Name = "relay", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The connection is over.</summary>
    public bool HasEnded => !_thread.IsAlive;

    /// <summary>Plugs the machine in.</summary>
    /// <param name="place">The machine.</param>
    /// <param name="path">The socket.</param>
    /// <param name="address">The machine's, if it is to be set and not asked for.</param>
    /// <param name="mac">The card's; null: one that nobody has had.</param>
    /// <param name="mtu">Of its interface.</param>
    public static RelayMachine Connect(NetworkNamespace place, string path, string? address = null, MacAddress? mac = null, int mtu = 1500) =>
        Connect(place, RelayCommand.Connect(path, mtu), address, mac);

    /// <summary>The same over a connection that is there.</summary>
    public static RelayMachine Connect(NetworkNamespace place, IMachineLink stream, string? address = null, MacAddress? mac = null)
    {
        TapConfiguration configuration = new()
        {
            InterfaceName = Interface,
            Mtu = stream.Capabilities.Mtu,
            Mac = mac,
            Configure = address is not null,
            Address = address is null ? null : Read(address),
            Gateway = address is null ? null : Read(Harness.Lab.Gateway),
        };
        TapPort tap = place.Inside(() =>
        {
            TapFailure? failure = TapInNamespace.TryOpenHere(configuration, out TapPort? port);
            Assert.That(failure?.Sentence, Is.Null);
            return port!;
        });
        return new RelayMachine(new StreamRelay(tap, stream));
    }

    /// <summary>Pulls the plug; the interface goes too.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _relay.Stop();
        Assert.That(_thread.Join(StopLimit), Is.True, "the relay does not end");
        _relay.Dispose();
    }

    private static IpAddress Read(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new ArgumentException(text);
}
