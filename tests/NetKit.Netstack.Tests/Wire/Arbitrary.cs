using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Wire;

/// <summary>Headers of every lawful kind.</summary>
internal static class Arbitrary
{
    public static Gen<byte> Octet { get; } = Gen.Choose(0, byte.MaxValue).Select(static value => (byte)value);

    public static Gen<ushort> Word { get; } = Gen.Choose(0, ushort.MaxValue).Select(static value => (ushort)value);

    public static Gen<uint> DoubleWord { get; } = Word.Two().Select(static pair => (uint)pair.Item1 << 16 | pair.Item2);

    public static Gen<bool> Choice { get; } = Gen.Elements(false, true);

    public static Gen<IpAddress> AddressV4 { get; } = DoubleWord.Select(IpAddress.FromV4);

    public static Gen<IpAddress> AddressV6 { get; } =
        (from parts in DoubleWord.Two()
         from more in DoubleWord.Two()
         select new IpAddress((ulong)parts.Item1 << 32 | parts.Item2, (ulong)more.Item1 << 32 | more.Item2))
        .Where(static address => !address.IsV4);

    public static Gen<Ipv4Header> Ipv4 { get; } =
        from source in AddressV4
        from destination in AddressV4
        from protocol in Octet
        from timeToLive in Octet
        from trafficClass in Octet
        from identification in Word
        from whole in Choice
        from more in Choice
        from offset in Gen.Choose(0, 4000)
        from length in Gen.Choose(0, 4000)
        select new Ipv4Header
        {
            Source = source,
            Destination = destination,
            Protocol = (IpProtocol)protocol,
            TimeToLive = timeToLive,
            TrafficClass = trafficClass,
            Identification = identification,
            DontFragment = whole,
            MoreFragments = more && !whole,
            FragmentOffset = whole ? 0 : offset * 8,
            PayloadLength = more && !whole ? length * 8 : length,
        };

    public static Gen<Ipv6Header> Ipv6 { get; } =
        from source in AddressV6
        from destination in AddressV6
        from protocol in Gen.Elements(IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmpv6, IpProtocol.NoNextHeader)
        from hopLimit in Octet
        from trafficClass in Octet
        from label in Gen.Choose(0, 0xFFFFF)
        from length in Word
        select new Ipv6Header
        {
            Source = source,
            Destination = destination,
            Protocol = protocol,
            HopLimit = hopLimit,
            TrafficClass = trafficClass,
            FlowLabel = (uint)label,
            PayloadLength = length,
        };

    public static Gen<SackBlocks> Blocks { get; } =
        from count in Gen.Choose(0, SackBlocks.Capacity)
        from edges in DoubleWord.Two().ListOf(count)
        select ToBlocks(edges);

    public static Gen<TcpOptions> TcpOptions { get; } =
        from segment in Word
        from scale in Gen.Choose(-1, Netstack.Wire.TcpOptions.MaximumWindowScale)
        from permitted in Choice
        from timestamps in Choice
        from stamps in DoubleWord.Two()
        from blocks in Blocks
        select new TcpOptions
        {
            MaximumSegmentSize = segment,
            WindowScale = (sbyte)scale,
            SackPermitted = permitted,
            HasTimestamps = timestamps,
            TimestampValue = timestamps ? stamps.Item1 : 0,
            TimestampEcho = timestamps ? stamps.Item2 : 0,
            SackBlocks = blocks,
        };

    public static Gen<TcpHeader> Tcp { get; } =
        from ports in Word.Two()
        from numbers in DoubleWord.Two()
        from flags in Octet
        from window in Word.Two()
        from options in TcpOptions
        select new TcpHeader
        {
            SourcePort = ports.Item1,
            DestinationPort = ports.Item2,
            Sequence = new SeqNum(numbers.Item1),
            Acknowledgment = new SeqNum(numbers.Item2),
            Flags = (TcpFlags)flags,
            Window = window.Item1,
            UrgentPointer = window.Item2,
            Options = options,
        };

    private static SackBlocks ToBlocks(IEnumerable<(uint Start, uint End)> edges) =>
        edges.Aggregate(default(SackBlocks), static (blocks, edge) =>
        {
            _ = blocks.TryAdd(new SackBlock(new SeqNum(edge.Start), new SeqNum(edge.End)));
            return blocks;
        });
}
