using System;

namespace NetKit.Netstack.Network;

/// <summary>A payload in two parts, of which pieces are cut.</summary>
internal readonly ref struct PayloadPair(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
{
    private readonly ReadOnlySpan<byte> _first = first;
    private readonly ReadOnlySpan<byte> _rest = rest;

    public int Length => _first.Length + _rest.Length;

    public PayloadPair Slice(int offset, int count)
    {
        int start = Math.Min(offset, _first.Length);
        int end = Math.Min(offset + count, _first.Length);
        ReadOnlySpan<byte> rest = _rest[(offset - start)..(offset + count - end)];
        return end > start ? new PayloadPair(_first[start..end], rest) : new PayloadPair(rest, default);
    }

    public void Deconstruct(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest)
    {
        first = _first;
        rest = _rest;
    }
}
