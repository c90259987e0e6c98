using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Text;
using NetKit.Interop;
using NetKit.Links.Namespaces;

namespace NetKit.Links.Tap;

/// <summary>
/// A TAP's descriptors on their way from the process that made the interface to the one that serves it, each with an octet that says that all is well. A
/// message that begins otherwise is a sentence that says what went wrong.
/// </summary>
[SupportedOSPlatform("linux")]
public static class TapHandover
{
    private const int MaximumMessage = 1024;

    /// <summary>Makes an interface in the namespace of the calling thread and sends its descriptors, or what went wrong. False: it went wrong.</summary>
    public static bool Offer(Fd socket, TapConfiguration configuration)
    {
        if (TapSetup.TryCreate(configuration, out Fd[] queues) is { } failure)
        {
            _ = UnixSockets.Send(socket, Encoding.UTF8.GetBytes(failure.Sentence), Fd.None);
            return false;
        }

        bool isSent = true;
        foreach (Fd queue in queues)
        {
            isSent = isSent && UnixSockets.Send(socket, [NamespaceHelper.Success], queue) == Errno.None;
        }

        TapSetup.CloseAll(queues);
        return isSent;
    }

    /// <summary>Waits for all descriptors, which are the caller's. None and no failure: the other side has ended without a word.</summary>
    /// <param name="socket">The other side's.</param>
    /// <param name="first">The first, where it has come already; <see cref="Fd.None"/> where not.</param>
    /// <param name="count">How many the interface was to have.</param>
    /// <param name="queues">All of them.</param>
    public static TapFailure? Receive(Fd socket, Fd first, int count, out Fd[] queues)
    {
        List<Fd> received = first.IsOpen ? [first] : [];
        Span<byte> message = stackalloc byte[MaximumMessage];
        TapFailure? failure = null;
        bool isOver = false;
        while (received.Count < count && failure is null && !isOver)
        {
            IoResult result = UnixSockets.Receive(socket, message, out Fd queue);
            isOver = !result.IsOk || result.Count == 0;
            if (queue.IsOpen)
            {
                received.Add(queue);
            }
            else if (!isOver)
            {
                failure = new TapFailure(Encoding.UTF8.GetString(message[..result.Count]));
            }
        }

        if (failure is not null || isOver)
        {
            TapSetup.CloseAll(received.ToArray());
            received.Clear();
        }

        queues = [.. received];
        return failure;
    }
}
