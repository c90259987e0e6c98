using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>
/// TCP sockets that belong to another network namespace, made there on request: by a thread that goes there and stays, or by
/// <see cref="SocketHelper"/> where the kernel lets no thread in (rootless containers). Nothing here waits, so that an event loop may use it.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class NamespaceSockets : IDisposable
{
    private const int MostAtOnce = 64;

    private readonly NamespaceHelper? _helper;
    private readonly Thread? _thread;

    private NamespaceSockets(Fd fd, Thread? thread, NamespaceHelper? helper)
    {
        Fd = fd;
        _thread = thread;
        _helper = helper;
        _ = Files.SetNonBlocking(fd);
    }

    /// <summary>To be watched for reading: sockets that were asked for have come.</summary>
    public Fd Fd { get; private set; }

    /// <summary>Answers null and the sockets' source, or a sentence that says why there is none.</summary>
    /// <param name="target">The namespace; null for that of this process.</param>
    /// <param name="self">The command line that starts this program again, without arguments.</param>
    /// <param name="sockets">The caller disposes of it.</param>
    public static string? TryOpen(NamespaceTarget? target, IReadOnlyList<string> self, out NamespaceSockets? sockets)
    {
        sockets = null;
        if (target is null)
        {
            return TryOnThread(null, out sockets);
        }

        Errno opened = Files.OpenForReading(target.Path, out Fd network);
        if (opened != Errno.None)
        {
            return $"The network namespace of {target} cannot be opened ({opened}).";
        }

        try
        {
            if (TryOnThread(network, out sockets) is { } failure)
            {
                return failure;
            }

            string? sentence = null;
            if (sockets is null)
            {
                sentence = NamespaceHelper.TryStart(target, network, self, [SocketHelper.Command], out NamespaceHelper? helper);
                sockets = helper is null ? null : new NamespaceSockets(helper.Channel, null, helper);
            }

            return sentence;
        }
        finally
        {
            Files.Close(network);
        }
    }

    /// <summary>Asks for sockets; <paramref name="count"/> is from 1 to 64.</summary>
    public Errno Ask(bool ipv6, int count)
    {
        Span<byte> questions = stackalloc byte[MostAtOnce];
        questions = questions[..count];
        questions.Fill(ipv6 ? SocketMaker.V6 : SocketMaker.V4);
        return UnixSockets.Send(Fd, questions, Fd.None);
    }

    /// <summary>Takes what has come. False: nothing has, and <paramref name="error"/> says whether anything will (<see cref="Errno.Again"/>).</summary>
    /// <param name="ipv6">What was asked for.</param>
    /// <param name="socket">Non-blocking and close-on-exec, the caller's.</param>
    /// <param name="error">Why there is no socket.</param>
    public bool TryTake(out bool ipv6, out Fd socket, out Errno error)
    {
        Span<byte> answer = stackalloc byte[SocketMaker.AnswerLength];
        IoResult received = UnixSockets.Receive(Fd, answer, out socket);
        ipv6 = answer[0] == SocketMaker.V6;
        error = !received.IsOk ? received.Error
            : received.Count == 0 ? Errno.BrokenPipe
            : (Errno)answer[1];
        return received is { IsOk: true, Count: > 0 };
    }

    public void Dispose()
    {
        if (!Fd.IsOpen)
        {
            return;
        }

        if (_helper is null)
        {
            Files.Close(Fd);
            _thread!.Join();
        }
        else
        {
            _helper.Dispose();
        }

        Fd = Fd.None;
    }

    // Null without sockets: the namespace lets no thread of this process in.
    private static string? TryOnThread(Fd? network, out NamespaceSockets? sockets)
    {
        sockets = null;
        Errno paired = UnixSockets.OpenPair(out Fd ours, out Fd theirs);
        if (paired != Errno.None)
        {
            return $"No socket pair for the namespace's sockets ({paired}).";
        }

        TaskCompletionSource<bool> entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            bool isInside = network is not { } place || NetworkNamespace.Enter(place) == Errno.None;
            entered.SetResult(isInside);
            if (isInside)
            {
                SocketMaker.Serve(theirs);
            }
        })
        { Name = "netkit-sockets", IsBackground = true };
        thread.Start();
        if (entered.Task.GetAwaiter().GetResult())
        {
            sockets = new NamespaceSockets(ours, thread, null);
        }
        else
        {
            Files.Close(ours);
            Files.Close(theirs);
        }

        return null;
    }
}
