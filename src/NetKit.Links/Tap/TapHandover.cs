using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Text;
using NetKit.Interop;

namespace NetKit.Links.Tap;

/// <summary>
/// A TAP's descriptors on their way from the process that made the interface to the one that serves it: a message of one octet for each, which says how
/// many there are. A message that begins otherwise is a sentence that says what went wrong.
/// </summary>
[SupportedOSPlatform("linux")]
public static class TapHandover
{
    private const int MaximumMessage = 1024;
    private const int MostQueues = 16;

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
            isSent = isSent && UnixSockets.Send(socket, [(byte)queues.Length], queue) == Errno.None;
        }

        TapSetup.CloseAll(queues);
        return isSent;
    }

    /// <summary>Waits for all; they are the caller's. None and no failure: the other side has ended without a word.</summary>
    public static TapFailure? Receive(Fd socket, out Fd[] queues)
    {
        List<Fd> received = [];
        int expected = 1;
        Span<byte> message = stackalloc byte[MaximumMessage];
        TapFailure? failure = null;
        while (received.Count < expected && failure is null)
        {
            IoResult result = UnixSockets.Receive(socket, message, out Fd queue);
            if (queue.IsOpen)
            {
                received.Add(queue);
            }

            if (!result.IsOk || result.Count == 0)
            {
                TapSetup.CloseAll(received.ToArray());
                received.Clear();
                break;
            }

            expected = message[0];
            failure = queue.IsOpen && expected is > 0 and <= MostQueues ? null : new TapFailure(Encoding.UTF8.GetString(message[..result.Count]));
        }

        if (failure is not null)
        {
            TapSetup.CloseAll(received.ToArray());
            received.Clear();
        }

        queues = [.. received];
        return failure;
    }
}
