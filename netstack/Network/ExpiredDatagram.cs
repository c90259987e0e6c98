using System;

namespace NetKit.Netstack.Network;

/// <summary>
/// A datagram that was not complete in time. "Time exceeded, reassembly" is due when <see cref="Quote"/> is not empty: without the first
/// fragment there is nothing that the sender could recognize (RFC 792, RFC 8200 §4.5).
/// </summary>
public readonly ref struct ExpiredDatagram
{
    internal ExpiredDatagram(scoped in FragmentKey key, int fragments, ReadOnlySpan<byte> quote)
    {
        Key = key;
        Fragments = fragments;
        Quote = quote;
    }

    public FragmentKey Key { get; }

    /// <summary>Fragments that were held.</summary>
    public int Fragments { get; }

    /// <summary>
    /// The beginning of the first fragment as it arrived, header first; as much as an error may quote. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Quote { get; }
}
