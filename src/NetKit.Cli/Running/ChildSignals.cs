using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;

namespace NetKit.Cli.Running;

/// <summary>
/// Hands the signals that this process gets on to the command, which decides what they mean. Being asked to terminate is the exception: a
/// command that takes no notice is killed after <see cref="Patience"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ChildSignals : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int Killed = 9;
    private const int User1 = 10;
    private const int User2 = 12;
    private const int Terminated = 15;

    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly bool _fromTerminal;
    private RunChild? _child;
    private int _early;
    private Timer? _patience;

    /// <param name="fromTerminal">The terminal sends Ctrl-C and Ctrl-\ to the command as well, so that handing them on would double
    /// them.</param>
    public ChildSignals(bool fromTerminal)
    {
        _fromTerminal = fromTerminal;
        Register(PosixSignal.SIGHUP, Hangup);
        Register(PosixSignal.SIGINT, Interrupt);
        Register(PosixSignal.SIGQUIT, Quit);
        Register(PosixSignal.SIGTERM, Terminated);
        Register((PosixSignal)User1, User1);
        Register((PosixSignal)User2, User2);
    }

    public static TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>From now on there is a command; what arrived before gets to it at once.</summary>
    public void Attach(RunChild child)
    {
        int early;
        lock (_gate)
        {
            _child = child;
            early = _early;
        }

        if (early != 0)
        {
            Deliver(early);
        }
    }

    /// <summary>As if SIGTERM had come.</summary>
    public void Terminate() => Deliver(Terminated);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        lock (_gate)
        {
            _child = null;
            _patience?.Dispose();
        }
    }

    private void Register(PosixSignal signal, int number) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (!_fromTerminal || number is not (Interrupt or Quit))
        {
            Deliver(number);
        }
    }));

    private void Deliver(int number)
    {
        lock (_gate)
        {
            if (_child is null)
            {
                _early = number;
                return;
            }

            if (number == Terminated)
            {
                RunChild child = _child;
                _patience ??= new Timer(_ => child.Signal(Killed), null, Patience, Timeout.InfiniteTimeSpan);
            }

            _child.Signal(number);
        }
    }
}
