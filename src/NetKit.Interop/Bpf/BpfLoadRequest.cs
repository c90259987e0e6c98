using System.Runtime.InteropServices;

namespace NetKit.Interop.Bpf;

/// <summary>The beginning of <c>union bpf_attr</c> as BPF_PROG_LOAD reads it (linux/bpf.h); what is left out counts as zero.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfLoadRequest
{
    public uint Kind;
    public uint InstructionCount;
    public ulong Instructions;
    public ulong License;
    public uint LogLevel;
    public uint LogSize;
    public ulong Log;
    public uint KernelVersion;
    public uint Flags;
}
