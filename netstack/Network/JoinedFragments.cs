using System;

namespace NetKit.Netstack.Network;

/// <summary>
/// A datagram put together: the header of its first fragment and the payload of all. Valid until the assembler's next call.
/// </summary>
internal readonly ref struct JoinedFragments<THeader>(scoped in THeader first, byte trafficClass, ReadOnlySpan<byte> payload)
    where THeader : struct
{
    public THeader First { get; } = first;

    /// <summary>That of the first fragment, with the congestion that any fragment met.</summary>
    public byte TrafficClass { get; } = trafficClass;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
