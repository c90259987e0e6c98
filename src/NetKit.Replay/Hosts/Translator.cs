using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.Replay.Hosts;

/// <summary>
/// The container's segments acknowledge the sequence numbers and echo the timestamps that the recorded node chose; the replayed node
/// chooses others. This puts the replay's numbers into a segment before it is fed. Its checksum is adjusted and not computed (RFC 1624), so
/// that a wrong one stays wrong.
/// </summary>
internal sealed class Translator
{
    private const int AcknowledgmentOffset = 8;
    private const int ChecksumOffset = TcpHeader.ChecksumOffset;

    private readonly Dictionary<FlowKey, FlowNumbers> _flows = [];

    /// <summary>A SYN or SYN-ACK of the recorded node.</summary>
    public void OnRecorded(in FlowKey key, in TcpHeader header)
    {
        ref FlowNumbers numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, key, out _);
        numbers.RecordedSequence = header.Sequence.Value;
        numbers.RecordedTimestamp = header.Options.TimestampValue;
    }

    /// <summary>A frame of the replayed node.</summary>
    public void OnSent(ReadOnlySpan<byte> frame)
    {
        if (TryFind(frame, out int offset, out FlowKey key, isFromNode: true)
            && TcpView.TryCreate(frame[offset..], out TcpView view) is WireError.None
            && (view.Flags & TcpFlags.Syn) != 0
            && TcpHeader.TryParse(view, out TcpHeader header) is WireError.None)
        {
            ref FlowNumbers numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_flows, key, out _);
            numbers.ReplayedSequence = header.Sequence.Value;
            numbers.ReplayedTimestamp = header.Options.TimestampValue;
        }
    }

    /// <summary>The container's frame as it would be if it had spoken to the replayed node. A copy where it differs.</summary>
    public byte[] Translate(byte[] frame)
    {
        if (!TryFind(frame, out int offset, out FlowKey key, isFromNode: false)
            || TcpView.TryCreate(frame.AsSpan(offset), out TcpView view) is not WireError.None
            || !_flows.TryGetValue(key, out FlowNumbers numbers)
            || !numbers.AreKnown)
        {
            return frame;
        }

        byte[] copy = [.. frame];
        Span<byte> segment = copy.AsSpan(offset);
        if ((view.Flags & TcpFlags.Ack) != 0)
        {
            Shift(segment, AcknowledgmentOffset, numbers.SequenceShift);
        }

        TranslateOptions(segment, view.HeaderLength, numbers, (view.Flags & TcpFlags.Ack) != 0);
        return copy;
    }

    /// <summary>The container begins a new connection with ports that were used before: both nodes number it anew.</summary>
    public void Forget(in FlowKey key) => _ = _flows.Remove(key);

    private static void TranslateOptions(Span<byte> segment, int headerLength, in FlowNumbers numbers, bool isAcknowledging)
    {
        const byte End = 0;
        const byte NoOperation = 1;
        const byte Sack = 5;
        const byte Timestamps = 8;
        for (int at = TcpHeader.MinimumLength; at < headerLength;)
        {
            byte kind = segment[at];
            if (kind == End)
            {
                return;
            }

            if (kind == NoOperation)
            {
                at++;
                continue;
            }

            int length = at + 1 < headerLength ? segment[at + 1] : 0;
            if (length < 2 || at + length > headerLength)
            {
                return;
            }

            if (kind == Timestamps && length == 10 && isAcknowledging)
            {
                Shift(segment, at + 6, numbers.TimestampShift);
            }

            for (int edge = at + 2; kind == Sack && edge + 4 <= at + length; edge += 4)
            {
                Shift(segment, edge, numbers.SequenceShift);
            }

            at += length;
        }
    }

    // RFC 1624 §3, eqn. 3: HC' = ~(~HC + ~m + m'). A number at an odd place counts with its octets swapped.
    private static void Shift(Span<byte> segment, int offset, uint by)
    {
        Span<byte> number = segment.Slice(offset, sizeof(uint));
        InternetSum before = Sum(number, offset);
        BinaryPrimitives.WriteUInt32BigEndian(number, BinaryPrimitives.ReadUInt32BigEndian(number) + by);
        InternetSum after = Sum(number, offset);
        Span<byte> field = segment.Slice(ChecksumOffset, sizeof(ushort));
        InternetSum checksum = Inverted(InternetSum.Of(field)).Add(Inverted(before)).Add(after);
        BinaryPrimitives.WriteUInt16BigEndian(field, checksum.ToField());
    }

    private static InternetSum Sum(ReadOnlySpan<byte> number, int offset) =>
        offset % 2 == 0 ? InternetSum.Of(number) : InternetSum.Of(number).Swapped;

    private static InternetSum Inverted(InternetSum sum) => new(~sum.Native & 0xFFFF);

    private static bool TryFind(ReadOnlySpan<byte> frame, out int offset, out FlowKey key, bool isFromNode)
    {
        offset = 0;
        key = default;
        if (EthernetView.TryCreate(frame, out EthernetView ethernet) is not WireError.None
            || ethernet.Type is not EtherType.Ipv4
            || Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is not WireError.None
            || ip.Protocol is not IpProtocol.Tcp || ip.IsFragment
            || TcpView.TryCreate(ip.Payload, out TcpView tcp) is not WireError.None)
        {
            return false;
        }

        offset = EthernetHeader.Length + ip.HeaderLength;
        key = isFromNode
            ? new FlowKey(ip.Source, tcp.SourcePort, ip.Destination, tcp.DestinationPort)
            : new FlowKey(ip.Destination, tcp.DestinationPort, ip.Source, tcp.SourcePort);
        return true;
    }
}
