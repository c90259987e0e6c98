using System.Linq;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>The segments that scripts begin from; what differs is said <c>with</c> it.</summary>
internal static class Segments
{
    /// <summary>The segment size of scripts, in octets: easy to count with.</summary>
    public const int Full = 1000;

    /// <summary>The peer's SYN, with nothing but its segment size.</summary>
    public static Segment Syn { get; } = new() { Flags = TcpFlags.Syn, Seq = 0, Ack = 0, Mss = Full };

    /// <summary>An answer to a SYN that offered nothing.</summary>
    public static Segment SynAck { get; } = new() { Flags = TcpFlags.Syn | TcpFlags.Ack, Seq = 0, Ack = 1, Mss = Full };

    /// <summary>What we open with: everything is offered.</summary>
    public static Segment OurSyn { get; } = Syn with { Scale = Script.OurScale, SackPermitted = true };

    public static Segment Ack { get; } = new();

    public static Segment Fin { get; } = new() { Flags = TcpFlags.Fin | TcpFlags.Ack };

    public static Segment Reset { get; } = new() { Flags = TcpFlags.Reset, Ack = 0 };

    /// <summary>A RST for a segment that acknowledged nothing.</summary>
    public static Segment ResetAck { get; } = new() { Flags = TcpFlags.Reset | TcpFlags.Ack, Seq = 0 };

    /// <summary>The peer acknowledges what is before <paramref name="position"/>.</summary>
    public static Segment AckOf(long position) => Ack with { Ack = position };

    public static Segment Data(long seq, int length) => Ack with { Seq = seq, Length = length };

    /// <summary>Full segments one behind the other.</summary>
    public static Segment[] Run(long seq, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Data(seq + (long)i * Full, Full))];

    /// <summary>Routers may mark it.</summary>
    public static Segment Markable(this Segment segment) => segment with { IsEcnCapable = true };

    /// <summary>The same segment again and again.</summary>
    public static Segment[] Times(this Segment segment, int count) => [.. Enumerable.Repeat(segment, count)];
}
