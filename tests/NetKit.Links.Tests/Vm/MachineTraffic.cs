using System;
using System.Collections.Generic;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;
using NetKit.Netstack.Tests;
using NUnit.Framework;

namespace NetKit.Links.Tests.Vm;

/// <summary>What the links of machines have in common, whatever their sockets are.</summary>
internal static class MachineTraffic
{
    /// <summary>All frames that have come.</summary>
    public static List<byte[]> ReceivedBy(IMachineLink link)
    {
        List<byte[]> frames = [];
        while (link.TryReceive(out ReceivedFrame frame))
        {
            frames.Add(frame.Octets.ToArray());
        }

        return frames;
    }

    /// <summary>A thousand turns, in each of which all frames of a message are answered, allocate nothing.</summary>
    public static void AssertCostsNoMemory(IMachineLink link, Fd machine, byte[] message, byte[] answer)
    {
        byte[] buffer = new byte[1 << 16];
        Turn(64);

        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(1000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Turn(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _ = Sockets.Send(machine, message);
                link.OnReadable();
                while (link.TryReceive(out _))
                {
                    _ = link.Send(new OutgoingFrame(answer, default, default, default));
                }

                link.Flush();
                _ = Sockets.Receive(machine, buffer);
            }
        }
    }
}
