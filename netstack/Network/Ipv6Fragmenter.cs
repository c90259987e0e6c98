using System;
using System.Diagnostics;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// Cuts a packet of this node into packets that fit an MTU (RFC 8200 §4.5), to be used in a <c>foreach</c>. A packet that fits comes out
/// whole and without a fragment header (RFC 8021). Nothing is copied or allocated.
/// </summary>
public ref struct Ipv6Fragmenter
{
    private readonly Ipv6Header _header;
    private readonly PayloadPair _payload;
    private readonly uint _identification;
    private readonly int _step;
    private readonly bool _fits;
    private int _position;
    private bool _isDone;
    private Ipv6Fragment _current;

    /// <param name="header">That of the whole packet; <see cref="Ipv6Header.PayloadLength"/> does not count.</param>
    /// <param name="payload">The first octets of the payload, which is what <see cref="Ipv6Header.Protocol"/> says.</param>
    /// <param name="payloadRest">Those behind them.</param>
    /// <param name="identification">That of no other packet between these addresses in the last minute; hard to guess (RFC 7739).</param>
    /// <param name="mtu">The longest packet, headers included, in octets; at least <see cref="Ipv6Header.MinimumMtu"/>.</param>
    public Ipv6Fragmenter(
        in Ipv6Header header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> payloadRest, uint identification, int mtu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mtu, Ipv6Header.MinimumMtu);
        _header = header;
        _payload = new PayloadPair(payload, payloadRest);
        _identification = identification;
        _fits = Fits(_payload.Length, mtu);
        _step = _fits ? _payload.Length : mtu - Ipv6Fragment.LongestHeaders & ~7;
        Debug.Assert(_payload.Length <= ushort.MaxValue);
    }

    public readonly Ipv6Fragment Current => _current;

    /// <summary>True when a payload of so many octets goes into one packet.</summary>
    public static bool Fits(int payloadLength, int mtu) => Ipv6Header.Length + payloadLength <= mtu;

    public readonly Ipv6Fragmenter GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_isDone)
        {
            return false;
        }

        int count = Math.Min(_step, _payload.Length - _position);
        _isDone = _position + count == _payload.Length;
        PayloadPair payload = _payload.Slice(_position, count);
        _current = _fits
            ? new Ipv6Fragment(_header with { PayloadLength = count }, null, payload)
            : new Ipv6Fragment(
                _header with { Protocol = IpProtocol.Fragment, PayloadLength = Ipv6FragmentHeader.Length + count },
                new Ipv6FragmentHeader(_header.Protocol, _position, !_isDone, _identification),
                payload);
        _position += count;
        return true;
    }
}
