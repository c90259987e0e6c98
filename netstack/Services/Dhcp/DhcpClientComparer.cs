using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NetKit.Netstack.Storage;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>Lets a table keyed by client identifiers be asked with the octets of a message, without a copy.</summary>
internal sealed class DhcpClientComparer(ulong seed) : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private readonly KeyedHash _hash = new(seed, ~seed);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        const int words = 4;
        Span<byte> block = stackalloc byte[words * sizeof(ulong)];
        ulong hash = (uint)alternate.Length;
        while (!alternate.IsEmpty)
        {
            int taken = Math.Min(alternate.Length, block.Length);
            block.Clear();
            alternate[..taken].CopyTo(block);
            alternate = alternate[taken..];
            hash = _hash.Of(hash, Word(block, 0), Word(block, 1), Word(block, 2), Word(block, 3));
        }

        return (int)(hash ^ hash >> 32);
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    private static ulong Word(ReadOnlySpan<byte> block, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(block[(index * sizeof(ulong))..]);
}
