using System;
using System.Runtime.InteropServices;
using NetKit.Interop.Darwin;
using NetKit.Interop.Linux;

namespace NetKit.Interop.Posix;

/// <summary>The error of the native call that this thread made last.</summary>
internal static class SystemErrno
{
    public static Errno Last() => From(Marshal.GetLastPInvokeError());

    public static Errno From(int raw) => OperatingSystem.IsMacOS() ? DarwinErrno.From(raw) : LinuxErrno.From(raw);

    /// <summary>The error of a call that answers -1 when it fails.</summary>
    public static Errno Of(int result) => result < 0 ? Last() : Errno.None;
}
