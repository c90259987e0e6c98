using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using NetKit.Interop.Linux;

namespace NetKit.Interop;

/// <summary>What the kernel knows of how good its clock is (adjtimex(2)).</summary>
/// <param name="IsSynchronized">Something disciplines the clock.</param>
/// <param name="MaximumError">How far it can be off, as that something says.</param>
public readonly record struct ClockState(bool IsSynchronized, TimeSpan MaximumError)
{
    private const int StructureLength = 208;        // struct timex of a 64-bit system
    private const int MaximumErrorAt = 24;
    private const int StatusAt = 40;
    private const int Unsynchronized = 0x40;        // STA_UNSYNC

    [SupportedOSPlatform("linux")]
    public static unsafe ClockState Read()
    {
        byte* structure = stackalloc byte[StructureLength];
        Span<byte> octets = new(structure, StructureLength);
        octets.Clear();
        if (LinuxLibc.AdjTimex(structure) < 0)
        {
            return default;
        }

        int status = BinaryPrimitives.ReadInt32LittleEndian(octets[StatusAt..]);
        long microseconds = BinaryPrimitives.ReadInt64LittleEndian(octets[MaximumErrorAt..]);
        return new ClockState((status & Unsynchronized) == 0, TimeSpan.FromMicroseconds(microseconds));
    }
}
