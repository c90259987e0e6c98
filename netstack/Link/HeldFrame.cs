using System;

namespace NetKit.Netstack.Link;

/// <summary>A copy of a frame that is under way.</summary>
internal sealed class HeldFrame
{
    private byte[] _octets = [];

    public int Length { get; private set; }

    public Span<byte> Octets => _octets.AsSpan(0, Length);

    public void Fill(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        Length = first.Length + second.Length + third.Length;
        if (_octets.Length < Length)
        {
            _octets = GC.AllocateUninitializedArray<byte>(Math.Max(Length, 2048));
        }

        first.CopyTo(_octets);
        second.CopyTo(_octets.AsSpan(first.Length));
        third.CopyTo(_octets.AsSpan(first.Length + second.Length));
    }
}
