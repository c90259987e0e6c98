using System;
using System.Diagnostics.CodeAnalysis;

namespace NetKit.Forwarding.Captures;

/// <summary>
/// Which frames are wanted, in the words of pcap-filter(7) as far as they are known here: <c>host</c>, <c>net</c>, <c>port</c>, each with
/// <c>src</c> or <c>dst</c> before it or without; <c>tcp udp icmp icmp6 arp ip ip6</c>; <c>and or not</c> and parentheses. Everything
/// else is an error and not ignored.
/// </summary>
public sealed class PacketFilter
{
    private readonly Predicate<FrameFacts> _wants;

    internal PacketFilter(Predicate<FrameFacts> wants) => _wants = wants;

    /// <summary>Reads a filter; an empty one wants everything.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PacketFilter? filter, [NotNullWhen(false)] out string? error)
    {
        Predicate<FrameFacts>? wants = new PacketFilterParser(text).Parse(out error);
        filter = wants is null ? null : new PacketFilter(wants);
        return filter is not null;
    }

    public bool Wants(ReadOnlySpan<byte> frame) => _wants(FrameFacts.Of(frame));
}
