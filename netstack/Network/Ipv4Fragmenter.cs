using System;
using System.Diagnostics;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// Cuts a datagram into packets that fit an MTU (RFC 791 §3.2), to be used in a <c>foreach</c>. A datagram that fits comes out whole; one
/// that was a fragment already is cut further. Nothing is copied or allocated.
/// </summary>
public ref struct Ipv4Fragmenter
{
    /// <summary>What every link must carry without cutting (RFC 791 §3.2).</summary>
    public const int MinimumMtu = 68;

    private readonly Ipv4Header _header;
    private readonly PayloadPair _payload;
    private readonly int _step;
    private int _position;
    private bool _isDone;
    private Ipv4Fragment _current;

    /// <param name="header">
    /// That of the datagram; <see cref="Ipv4Header.PayloadLength"/> does not count. With DF the datagram must fit the MTU: whether to cut
    /// or to report is the caller's decision.
    /// </param>
    /// <param name="payload">The first octets of the payload.</param>
    /// <param name="payloadRest">Those behind them.</param>
    /// <param name="mtu">The longest packet, header included, in octets; at least <see cref="MinimumMtu"/>.</param>
    public Ipv4Fragmenter(in Ipv4Header header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> payloadRest, int mtu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mtu, MinimumMtu);
        _header = header;
        _payload = new PayloadPair(payload, payloadRest);

        // All but the last are multiples of 8 octets long; a whole one need not be.
        _step = Fits(_payload.Length, mtu) ? _payload.Length : mtu - Ipv4Header.MinimumLength & ~7;
        Debug.Assert(!header.DontFragment || Fits(_payload.Length, mtu));
        Debug.Assert(header.FragmentOffset + _payload.Length + Ipv4Header.MinimumLength <= Ipv4Header.MaximumPacketLength);
    }

    public readonly Ipv4Fragment Current => _current;

    /// <summary>True when a payload of so many octets goes into one packet.</summary>
    public static bool Fits(int payloadLength, int mtu) => Ipv4Header.MinimumLength + payloadLength <= mtu;

    public readonly Ipv4Fragmenter GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_isDone)
        {
            return false;
        }

        int count = Math.Min(_step, _payload.Length - _position);
        _isDone = _position + count == _payload.Length;
        Ipv4Header header = _header with
        {
            FragmentOffset = _header.FragmentOffset + _position,
            MoreFragments = _header.MoreFragments || !_isDone,
            PayloadLength = count,
        };
        _current = new Ipv4Fragment(header, _payload.Slice(_position, count));
        _position += count;
        return true;
    }
}
