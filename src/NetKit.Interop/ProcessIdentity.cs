using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Who this process is.</summary>
public static class ProcessIdentity
{
    public static uint User => Libc.GetUid();

    public static uint EffectiveUser => Libc.GetEuid();

    public static bool IsRoot => EffectiveUser == 0;

    /// <summary>Sets which permission bits new files do not get, for the whole process; answers the former ones.</summary>
    public static uint SetUmask(uint mask) => Libc.Umask(mask) & 0xFFFF;
}
