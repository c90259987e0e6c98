using System.Buffers.Binary;
using System.Security.Cryptography;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Addresses;

/// <summary>IPv6 networks for those who name none.</summary>
internal static class UniqueLocal
{
    /// <summary>The length of a network whose hosts can make addresses of their own (RFC 4862 §5.5.3).</summary>
    public const int Length = 64;

    /// <summary>fd00::/8, 40 random bits and the first subnet (RFC 4193 §3.1, §3.2.2): no two sites, and no two networks, come to have the same.</summary>
    public static IpPrefix Next()
    {
        ulong random = BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return IpPrefix.Of(new IpAddress((0xFDUL << 56) | (random >> 24 << 16), 0), Length);
    }
}
