using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>
/// A segment as scripts write it. Numbers are relative: the SYN of either side is 0, its first octet 1. The payload is only a
/// length, since the octet at each position of a stream is known (<see cref="Pattern"/>).
/// </summary>
public sealed record Segment
{
    /// <summary>Without PSH, which no receiver needs.</summary>
    public TcpFlags Flags { get; init; } = TcpFlags.Ack;

    public long Seq { get; init; } = 1;

    public long Ack { get; init; } = 1;

    public int Length { get; init; }

    /// <summary>As it stands in the header, not scaled. Expected without one: whatever it is. Sent without one: 65535.</summary>
    public int? Window { get; init; }

    public ushort Mss { get; init; }

    public sbyte Scale { get; init; } = -1;

    public bool SackPermitted { get; init; }

    /// <summary>
    /// TSval and TSecr. Ours count milliseconds of the script's clock, the peer's are what is written here. Expected without one:
    /// whatever it is. Sent without one: as a peer would, if timestamps are on.
    /// </summary>
    public (long Value, long Echo)? Stamp { get; init; }

    /// <summary>A peer that leaves the option out although timestamps are on.</summary>
    public bool IsUnstamped { get; init; }

    public IReadOnlyList<(long Start, long End)> Sack { get; init; } = [];

    public ushort UrgentPointer { get; init; }

    /// <summary>Of the peer's: a router has marked it (CE).</summary>
    public bool IsMarked { get; init; }

    /// <summary>Of ours: routers may mark it (ECT).</summary>
    public bool IsEcnCapable { get; init; }

    /// <summary>The peer's port: one for each connection of a script.</summary>
    public ushort Port { get; init; } = Script.PeerPort;

    /// <summary>The segment is as it should be.</summary>
    public bool Matches(Segment expected) =>
        Flags == expected.Flags
        && Seq == expected.Seq
        && (!Flags.HasFlag(TcpFlags.Ack) || Ack == expected.Ack)
        && Length == expected.Length
        && IsEcnCapable == expected.IsEcnCapable
        && (expected.Window is null || Window == expected.Window)
        && (expected.Stamp is null || Stamp == expected.Stamp)
        && (Mss, Scale, SackPermitted, Port) == (expected.Mss, expected.Scale, expected.SackPermitted, expected.Port)
        && Sack.SequenceEqual(expected.Sack);

    public override string ToString()
    {
        string acknowledges = Flags.HasFlag(TcpFlags.Ack) ? $" ack {Ack}" : string.Empty;
        string window = Window is { } octets ? $" window {octets}" : string.Empty;
        string opening = Mss != 0 ? $" mss {Mss} scale {Scale} sack {SackPermitted}" : string.Empty;
        string stamp = Stamp is { } value ? $" stamp {value.Value}/{value.Echo}" : string.Empty;
        string sack = string.Concat(Sack.Select(static block => $" [{block.Start}, {block.End})"));
        string ecn = IsEcnCapable ? " ECT" : string.Empty;
        string port = Port == Script.PeerPort ? string.Empty : $" port {Port}";
        return $"{Flags}: seq {Seq}{acknowledges} length {Length}{window}{opening}{stamp}{sack}{ecn}{port}";
    }
}
