using System;
using System.Buffers.Binary;

namespace NetKit.Interop.Posix;

/// <summary>
/// <c>struct cmsghdr</c> with one descriptor behind it. Linux: { size_t len; int level; int type; } aligned to 8; Darwin:
/// { u32 len; int level; int type; } aligned to 4.
/// </summary>
internal static class ControlMessage
{
    /// <summary>CMSG_SPACE(4) on Linux; Darwin's is 16.</summary>
    public const int SpaceForOneDescriptor = 24;

    private const int LinuxHeader = 16;
    private const int DarwinHeader = 12;
    private const int Rights = 1;               // SCM_RIGHTS on both

    /// <summary>Answers the length to announce in the message header.</summary>
    public static int WriteDescriptor(Span<byte> destination, int fd, bool darwin)
    {
        int header = darwin ? DarwinHeader : LinuxHeader;
        destination.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination, header + sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(destination[(header - 8)..], Level(darwin));
        BinaryPrimitives.WriteInt32LittleEndian(destination[(header - 4)..], Rights);
        BinaryPrimitives.WriteInt32LittleEndian(destination[header..], fd);
        return darwin ? DarwinHeader + sizeof(int) : SpaceForOneDescriptor;
    }

    public static bool TryReadDescriptor(ReadOnlySpan<byte> control, bool darwin, out int fd)
    {
        int header = darwin ? DarwinHeader : LinuxHeader;
        fd = -1;
        if (control.Length < header + sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(control) < header + sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(control[(header - 8)..]) != Level(darwin)
            || BinaryPrimitives.ReadInt32LittleEndian(control[(header - 4)..]) != Rights)
        {
            return false;
        }

        fd = BinaryPrimitives.ReadInt32LittleEndian(control[header..]);
        return fd >= 0;
    }

    private static int Level(bool darwin) => (darwin ? SocketConstants.Darwin : SocketConstants.Linux).LevelSocket;
}
