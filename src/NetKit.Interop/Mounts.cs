using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Mounts of the process's mount namespace (mount(2)).</summary>
[SupportedOSPlatform("linux")]
public static class Mounts
{
    private const nuint BindFlag = 0x1000;          // MS_BIND
    private const nuint RecursiveFlag = 0x4000;     // MS_REC
    private const nuint PrivateFlag = 0x40000;      // MS_PRIVATE
    private const int DetachFlag = 2;               // MNT_DETACH

    /// <summary>Shows <paramref name="source"/> at <paramref name="target"/> too; both exist already.</summary>
    public static Errno Bind(string source, string target) => SystemErrno.Of(LinuxLibc.Mount(source, target, null, BindFlag, null));

    /// <summary>Keeps later mounts of this namespace to itself.</summary>
    public static Errno MakePrivate(string target) => SystemErrno.Of(LinuxLibc.Mount("none", target, null, PrivateFlag | RecursiveFlag, null));

    /// <summary>Mounts a file system without a device behind it, e.g. "tmpfs" or "sysfs".</summary>
    public static Errno MountVirtual(string type, string target) => SystemErrno.Of(LinuxLibc.Mount(type, target, type, 0, null));

    /// <summary>Takes the topmost mount off <paramref name="target"/>. A file of it that is bound elsewhere stays there.</summary>
    public static Errno Unmount(string target) => SystemErrno.Of(LinuxLibc.Umount2(target, DetachFlag));
}
