using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>The peer of one connection: it knows which absolute numbers the relative ones of the script mean.</summary>
internal sealed class PeerEnd(FlowKey key)
{
    // So that the peer's numbers wrap after the first 4095 octets.
    private const uint PeerInitial = 0xFFFF_F000;

    // The peer's clock, when the script does not say what it shows: 5 s ahead of the script's.
    private const long ClockAhead = 5_000;

    private bool _stamps;
    private uint _lastStamp;

    /// <summary>Zero before we have sent a SYN.</summary>
    public SeqNum OurInitial { get; private set; }

    public SeqNum Initial { get; set; } = new(PeerInitial);

    /// <summary>What our timestamps stand ahead of the script's clock.</summary>
    public uint StampOffset { get; private set; }

    /// <summary>What the peer sends, as it arrives.</summary>
    public TcpHeader ToHeader(Segment segment, Instant now)
    {
        bool isSyn = segment.Flags.HasFlag(TcpFlags.Syn);
        _stamps |= isSyn && segment.Stamp is not null;
        (long value, long echo)? stamp = segment.Stamp;
        if (stamp is null && _stamps && !segment.IsUnstamped && !segment.Flags.HasFlag(TcpFlags.Reset))
        {
            stamp = (Milliseconds(now) + ClockAhead, _lastStamp - StampOffset);
        }

        SackBlocks blocks = default;
        foreach ((long start, long end) in segment.Sack)
        {
            _ = blocks.TryAdd(new SackBlock(OurInitial + (int)start, OurInitial + (int)end));
        }

        return new TcpHeader
        {
            SourcePort = key.RemotePort,
            DestinationPort = key.LocalPort,
            Sequence = Initial + (int)segment.Seq,
            Acknowledgment = segment.Flags.HasFlag(TcpFlags.Ack) ? OurInitial + (int)segment.Ack : default,
            Flags = segment.Flags,
            Window = (ushort)(segment.Window ?? ushort.MaxValue),
            UrgentPointer = segment.UrgentPointer,
            Options = new TcpOptions
            {
                MaximumSegmentSize = segment.Mss,
                WindowScale = segment.Scale,
                SackPermitted = segment.SackPermitted,
                HasTimestamps = stamp is not null,
                TimestampValue = (uint)(stamp?.value ?? 0),
                TimestampEcho = stamp is { } known ? (uint)known.echo + StampOffset : 0,
                SackBlocks = blocks,
            },
        };
    }

    /// <summary>What we have sent, as the script reads it.</summary>
    public Segment ToSegment(in TcpHeader header, int length, Instant now)
    {
        TcpOptions options = header.Options;
        if (header.Flags.HasFlag(TcpFlags.Syn))
        {
            OurInitial = header.Sequence;
            StampOffset = options.TimestampValue - (uint)Milliseconds(now);
        }

        _lastStamp = options.HasTimestamps ? options.TimestampValue : _lastStamp;
        List<(long, long)> sack = [];
        for (int i = 0; i < options.SackCount; i++)
        {
            sack.Add((options.SackBlocks[i].Start - Initial, options.SackBlocks[i].End - Initial));
        }

        return new Segment
        {
            Flags = header.Flags & ~TcpFlags.Push,
            Seq = header.Sequence - OurInitial,
            Ack = header.Flags.HasFlag(TcpFlags.Ack) ? header.Acknowledgment - Initial : 0,
            Length = length,
            Window = header.Window,
            Mss = options.MaximumSegmentSize,
            Scale = options.WindowScale,
            SackPermitted = options.SackPermitted,
            Stamp = options.HasTimestamps ? ((int)(options.TimestampValue - StampOffset), options.TimestampEcho) : null,
            Sack = sack,
            Port = header.DestinationPort,
        };
    }

    private static long Milliseconds(Instant now) => now.Ticks / TimeSpan.TicksPerMillisecond;
}
