using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>The ioctls of <c>/dev/net/tun</c> (linux/if_tun.h).</summary>
[SupportedOSPlatform("linux")]
public static unsafe class TunDevice
{
    public const string Path = "/dev/net/tun";

    /// <summary>IFNAMSIZ less the terminator.</summary>
    public const int MaximumNameLength = 15;

    private const nuint SetInterface = 0x400454CA;      // TUNSETIFF
    private const nuint GetInterface = 0x800454D2;      // TUNGETIFF
    private const nuint SetPersist = 0x400454CB;        // TUNSETPERSIST
    private const nuint SetOffload = 0x400454D0;        // TUNSETOFFLOAD
    private const nuint SetVnetHeader = 0x400454D8;     // TUNSETVNETHDRSZ
    private const nuint SetSteeringProgram = 0x800454E0;       // TUNSETSTEERINGEBPF

    private const ushort Tap = 0x0002;
    private const ushort MultiQueue = 0x0100;
    private const ushort NoPacketInformation = 0x1000;
    private const ushort VnetHeader = 0x4000;

    private const int RequestLength = 40;               // struct ifreq
    private const int FlagsAt = 16;

    /// <summary>
    /// Opens the device. The network namespace that its interface will belong to is decided here, by the calling thread's,
    /// and not when the interface is attached.
    /// </summary>
    public static Errno Open(out Fd fd) => Files.OpenDevice(Path, out fd);

    /// <summary>Creates the interface, or attaches to a persistent one, with a virtio-net header in front of every frame.</summary>
    /// <param name="fd">From <see cref="Open"/>.</param>
    /// <param name="name">The interface's.</param>
    /// <param name="isOneOfMany">
    /// The descriptor is one queue of several of the interface, in the order in which they are attached. All of them must say so, and one that stayed must
    /// be taken up as it was made: otherwise <see cref="Errno.InvalidArgument"/>.
    /// </param>
    public static Errno AttachTap(Fd fd, string name, bool isOneOfMany)
    {
        byte* request = stackalloc byte[RequestLength];
        Span<byte> octets = new(request, RequestLength);
        octets.Clear();
        if (name.Length is 0 or > MaximumNameLength || !Encoding.ASCII.TryGetBytes(name, octets[..MaximumNameLength], out _))
        {
            return Errno.InvalidArgument;
        }

        ushort flags = Tap | NoPacketInformation | VnetHeader;
        BinaryPrimitives.WriteUInt16LittleEndian(octets[FlagsAt..], isOneOfMany ? (ushort)(flags | MultiQueue) : flags);
        return SystemErrno.Of(LinuxLibc.Ioctl(fd.Value, SetInterface, request));
    }

    /// <summary>The name of the attached interface; <see cref="Errno.BadState"/> when there is none.</summary>
    public static Errno InterfaceName(Fd fd, out string name)
    {
        byte* request = stackalloc byte[RequestLength];
        Span<byte> octets = new(request, RequestLength);
        octets.Clear();
        Errno error = SystemErrno.Of(LinuxLibc.Ioctl(fd.Value, GetInterface, request));
        name = Encoding.ASCII.GetString(octets[..octets.IndexOf((byte)0)]);
        return error;
    }

    /// <summary>
    /// A persistent interface stays when its last descriptor is closed, and can be attached to again; one that is not goes with it.
    /// </summary>
    public static Errno SetPersistent(Fd fd, bool persistent) =>
        SystemErrno.Of(LinuxLibc.IoctlValue(fd.Value, SetPersist, persistent ? 1u : 0u));

    public static Errno SetFeatures(Fd fd, TunFeatures features) => SystemErrno.Of(LinuxLibc.IoctlValue(fd.Value, SetOffload, (nuint)features));

    /// <summary>
    /// Lets a program (<see cref="Bpf.BpfProgram"/>) choose the queue of each frame: its answer modulo the number of queues. The interface keeps it.
    /// </summary>
    public static Errno SetSteering(Fd fd, Fd program)
    {
        int number = program.Value;
        return SystemErrno.Of(LinuxLibc.Ioctl(fd.Value, SetSteeringProgram, &number));
    }

    public static Errno SetVnetHeaderLength(Fd fd, int octets) => SystemErrno.Of(LinuxLibc.Ioctl(fd.Value, SetVnetHeader, &octets));
}
