using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Ends a helper together with the process that started it.</summary>
[SupportedOSPlatform("linux")]
public static class ParentDeath
{
    private const int SetSignal = 1;            // PR_SET_PDEATHSIG

    /// <summary>
    /// Has the kernel send <paramref name="signal"/> to this process when the thread that started it ends. Kept across execve; a parent that is
    /// gone already sends nothing, so compare the parent's id afterwards.
    /// </summary>
    public static Errno Send(int signal) => SystemErrno.Of(LinuxLibc.PrCtl(SetSignal, (nuint)signal, 0, 0, 0));
}
