using System.Globalization;
using NetKit.Netstack.Wire;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>What the peer says, in numbers relative to both initial sequence numbers: the SYNs stand at 0, the first octets at 1.</summary>
internal sealed record PeerSegment(TcpFlags Flags, long Seq, long Ack, int Length = 0, ushort Window = ushort.MaxValue, ushort Urgent = 0)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Segments.Name(Flags)} seq {Seq} ack {Ack} len {Length}{(Window == 0 ? " win 0" : string.Empty)}");
}
