using System.Runtime.InteropServices;

namespace NetKit.Interop.Bpf;

/// <summary>One instruction of an eBPF program, as the kernel takes it (RFC 9669 §3.1).</summary>
/// <param name="Code">What to do: class, operation, size.</param>
/// <param name="Registers">The destination in the low four bits, the source in the high ones (on little-endian machines).</param>
/// <param name="Offset">How many instructions a jump skips.</param>
/// <param name="Immediate">The constant.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct BpfInstruction(byte Code, byte Registers, short Offset, int Immediate);
