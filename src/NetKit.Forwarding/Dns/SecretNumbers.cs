using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NetKit.Forwarding.Dns;

/// <summary>Numbers that nobody can guess (RFC 5452 §9.2), fetched from the system in bulk.</summary>
internal sealed class SecretNumbers
{
    private readonly byte[] _octets = new byte[1024];
    private int _left;

    public ushort Next()
    {
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(_octets);
            _left = _octets.Length;
        }

        _left -= sizeof(ushort);
        return BinaryPrimitives.ReadUInt16LittleEndian(_octets.AsSpan(_left));
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; the bound is at most 65,536.</summary>
    public int Below(int bound) => Next() * bound >> 16;
}
