using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading;
using NetKit.Cli.Life;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;

namespace NetKit.Cli.Running;

/// <summary>
/// The command of <c>netkit run</c>: first unshare, which becomes <see cref="RunHelper"/>, which becomes the command; the process id stays.
/// </summary>
/// <remarks>
/// It dies with the thread that started it (see <see cref="ParentDeath"/>), so that thread has to live as long as the command: it is the
/// one that calls <see cref="Wait"/>.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class RunChild : IDisposable
{
    private const int Killed = 9;

    private readonly Lock _gate = new();
    private readonly int _pid;
    private Fd _socket;
    private bool _ended;

    private RunChild(int pid, Fd socket)
    {
        _pid = pid;
        _socket = socket;
    }

    /// <summary>Its network, once the interface has come.</summary>
    public NamespaceTarget Namespace => NamespaceTarget.OfProcess(_pid);

    /// <summary>Starts everything up to the interface. The command itself waits for <see cref="Go"/>.</summary>
    /// <exception cref="FailureException">unshare is missing or may not do it.</exception>
    public static RunChild Start(RunHelperSettings settings, IReadOnlyList<string> command)
    {
        Errno paired = UnixSockets.OpenPair(out Fd ours, out Fd theirs);
        if (paired != Errno.None)
        {
            throw new FailureException($"There is no socket pair for the helper ({paired}).");
        }

        Errno started = ChildProcess.Start(
            [.. Unshare(ProcessIdentity.IsRoot), .. SelfCommand.Line, RunHelper.Command, .. settings.ToArguments(command)],
            theirs,
            RunHelper.SocketNumber,
            out int pid);
        Files.Close(theirs);
        if (started != Errno.None)
        {
            Files.Close(ours);
            throw new FailureException(started == Errno.NoSuchFile
                ? "unshare is not installed: it takes the package util-linux to make namespaces."
                : $"unshare cannot be started ({started}).");
        }

        return new RunChild(pid, ours);
    }

    /// <summary>Takes the interface that the helper has made. Null: the helper has ended, see <see cref="Wait"/>.</summary>
    /// <exception cref="FailureException">The helper could not make it and says why.</exception>
    public TapPort? ReceiveTap(TapConfiguration configuration)
    {
        TapFailure? failure = TapHandover.Receive(_socket, Fd.None, configuration.Queues, out Fd[] queues);
        if (failure is null && queues.Length == 0)
        {
            return null;
        }

        TapPort? port = null;
        failure ??= TapPort.TryAdopt(queues, configuration.Mtu, out port);
        return failure is null ? port : throw new FailureException(failure.Sentence);
    }

    /// <summary>Lets the command begin.</summary>
    public void Go()
    {
        _ = UnixSockets.Send(_socket, [1], Fd.None);
        CloseSocket();
    }

    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ = ChildProcess.Signal(_pid, signal);
            }
        }
    }

    /// <summary>Waits for the command's end: its status, or 128 and the signal's number.</summary>
    public int Wait()
    {
        Errno error = ChildProcess.Wait(_pid, out int status);
        lock (_gate)
        {
            _ended = true;
        }

        return error == Errno.None ? status : throw new FailureException($"The command's end was missed ({error}).");
    }

    /// <summary>Whatever is left of it ends now.</summary>
    public void Dispose()
    {
        CloseSocket();
        if (!_ended)
        {
            Signal(Killed);
            _ = ChildProcess.Wait(_pid, out _);
            _ended = true;
        }
    }

    /// <summary>Root needs no user namespace, and keeps what it may do on the host's files; others become root of their own.</summary>
    internal static IReadOnlyList<string> Unshare(bool root) => root
        ? ["unshare", "--net", "--mount", "--"]
        : ["unshare", "--user", "--map-root-user", "--net", "--mount", "--"];

    private void CloseSocket()
    {
        if (_socket.IsOpen)
        {
            Files.Close(_socket);
            _socket = Fd.None;
        }
    }
}
