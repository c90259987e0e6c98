using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Bpf;

namespace NetKit.Links.Tap;

/// <summary>Which queue of a TAP with several a frame comes out of, so that each queue has flows of its own.</summary>
/// <remarks>
/// <para>
/// A connection's segments are all in one queue, in both directions through a switch too, and so are ICMP errors about it: what a connection's
/// two ports say does not depend on who speaks. Everything else, fragments included, is in the first queue: what must be seen by one
/// for all is seen there (ARP, NDP, DHCP, and UDP, whose ports keep their mapping whatever they speak to: RFC 4787 §4.1).
/// </para>
/// <para>
/// The kernel's own choice would not do: a flow returns to where the kernel's secret hash of it says when it has been silent for three
/// seconds (TUN_FLOW_EXPIRE in drivers/net/tun.c). A segment of TCP behind an extension header of IPv6, or in fragments, is not
/// recognised, and so may come to a queue that does not have its connection; hosts send neither.
/// </para>
/// </remarks>
public static class FlowSteering
{
    // 2^32 divided by the golden ratio (Knuth): neighbouring numbers come far apart.
    internal const uint Spread = 0x9E37_79B1;
    internal const int SpreadShift = 16;

    /// <summary>The queue of the connection with these two ports, of so many.</summary>
    public static int QueueOf(ushort port, ushort otherPort, int queues) => (int)((((uint)(port ^ otherPort)) * Spread >> SpreadShift) % (uint)queues);

    /// <summary>Whether this process may have frames steered: null, or what the kernel says against it.</summary>
    [SupportedOSPlatform("linux")]
    public static Errno? Problem()
    {
        Errno error = BpfProgram.TryLoad(SteeringProgram.Build(), out Fd program);
        if (error == Errno.None)
        {
            Files.Close(program);
            return null;
        }

        return error;
    }

    /// <summary>Steers the frames of the interface that <paramref name="queue"/> is one of.</summary>
    [SupportedOSPlatform("linux")]
    internal static Errno Apply(Fd queue)
    {
        Errno error = BpfProgram.TryLoad(SteeringProgram.Build(), out Fd program);
        if (error != Errno.None)
        {
            return error;
        }

        error = TunDevice.SetSteering(queue, program);
        Files.Close(program);
        return error;
    }
}
