using System;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace NetKit.Cli.Life;

/// <summary>The signals of a daemon: SIGHUP reads the configuration again, the others end it.</summary>
internal sealed class DaemonSignals : IDisposable
{
    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration[] _registrations;

    public DaemonSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => On(context, reload: false)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => On(context, reload: false)),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => On(context, reload: false)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => On(context, reload: true)),
    ];

    /// <summary>True: read the configuration again. False: end.</summary>
    public ValueTask<bool> NextAsync() => _wishes.Reader.ReadAsync();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void On(PosixSignalContext context, bool reload)
    {
        context.Cancel = true;
        _ = _wishes.Writer.TryWrite(reload);
    }
}
