using System.Runtime.InteropServices;

namespace NetKit.Interop.Linux;

/// <summary>The numbers of system calls that the C library has no function for, or has had only of late.</summary>
internal static class SystemCall
{
    /// <summary>A call's number on this processor; null: it is not known there.</summary>
    /// <param name="x64">On x86-64, which has a table of its own.</param>
    /// <param name="others">On those that share one (asm-generic/unistd.h).</param>
    public static nint? Number(nint x64, nint others) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => x64,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => others,
        _ => null,
    };
}
