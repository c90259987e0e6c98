using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>Lets a table keyed by names be asked with the octets of a message, without a copy.</summary>
internal sealed class DnsNameComparer(ulong seed) : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => DnsName.AreEqual(x, y);

    public int GetHashCode(byte[] obj) => DnsName.Hash(obj, seed);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => DnsName.AreEqual(alternate, other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => DnsName.Hash(alternate, seed);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
