using System;
using System.Buffers.Binary;

namespace NetKit.Links.Vm.Vmnet;

/// <summary>
/// What both sides of vpnkit's protocol for frames say first, the machine before the network: a name, a version, and a revision of the program that nobody
/// reads. All numbers of the protocol are little-endian.
/// </summary>
public static class VmnetHello
{
    /// <summary>Octets of it.</summary>
    public const int Length = VersionOffset + sizeof(uint) + RevisionLength;

    /// <summary>The one version that there is.</summary>
    public const uint Version = 22;

    private const int VersionOffset = 5;
    private const int RevisionLength = 40;

    private static ReadOnlySpan<byte> Name => "VMN3T"u8;

    /// <summary>Reads the version; false when these are not the octets of a hello.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out uint version)
    {
        version = 0;
        if (octets.Length != Length || !octets.StartsWith(Name))
        {
            return false;
        }

        version = BinaryPrimitives.ReadUInt32LittleEndian(octets[VersionOffset..]);
        return true;
    }

    /// <summary>Writes one of this version into <see cref="Length"/> octets.</summary>
    public static void Write(Span<byte> octets)
    {
        Name.CopyTo(octets);
        BinaryPrimitives.WriteUInt32LittleEndian(octets[VersionOffset..], Version);
        octets[(VersionOffset + sizeof(uint))..Length].Fill((byte)'0');
    }
}
