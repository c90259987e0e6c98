namespace NetKit.Interop.Linux;

/// <summary>Native calls that only Linux has: one per file, no logic.</summary>
internal static unsafe partial class LinuxLibc
{
    /// <summary>SOCK_NONBLOCK, EFD_NONBLOCK, O_NONBLOCK: one number on every architecture that .NET runs on.</summary>
    public const int NonBlocking = 0x800;

    /// <summary>SOCK_CLOEXEC, EFD_CLOEXEC, EPOLL_CLOEXEC, O_CLOEXEC.</summary>
    public const int CloseOnExec = 0x80000;

    private const string Library = "libc";
}
