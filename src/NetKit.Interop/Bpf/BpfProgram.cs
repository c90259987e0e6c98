using System;
using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Bpf;

/// <summary>eBPF programs in the kernel (bpf(2)).</summary>
[SupportedOSPlatform("linux")]
public static unsafe class BpfProgram
{
    private const int Load = 5;                 // BPF_PROG_LOAD
    private const uint SocketFilter = 1;        // BPF_PROG_TYPE_SOCKET_FILTER

    /// <summary>
    /// Loads a program that looks at packets. It is the caller's to close; what it has been given to keeps it. <see cref="Errno.NotPermitted"/>:
    /// this takes CAP_BPF, or a kernel that lets everybody (<c>kernel.unprivileged_bpf_disabled=0</c>).
    /// </summary>
    public static Errno TryLoad(ReadOnlySpan<BpfInstruction> instructions, out Fd program)
    {
        program = Fd.None;
        if (SystemCall.Number(x64: 321, others: 280) is not { } number)
        {
            return Errno.NotSupported;
        }

        fixed (BpfInstruction* first = instructions)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            BpfLoadRequest request = new()
            {
                Kind = SocketFilter,
                InstructionCount = (uint)instructions.Length,
                Instructions = (ulong)first,
                License = (ulong)license,
            };
            nint fd = LinuxLibc.Bpf(number, Load, &request, (uint)sizeof(BpfLoadRequest));
            if (fd < 0)
            {
                return SystemErrno.Last();
            }

            program = new Fd((int)fd);
            return Errno.None;
        }
    }
}
