using System;
using System.Collections.Generic;

namespace NetKit.Interop.Bpf;

/// <summary>Writes an eBPF program that looks at one packet and answers a number (RFC 9669).</summary>
/// <remarks>
/// Loads are those of the classic filters (RFC 9669 §5.2): in network order, and an offset behind the packet's end ends the program with
/// 0, so none has to be checked. They take the packet from register 6 and spoil registers 1 to 5; the value is in register 0.
/// </remarks>
public sealed class BpfAssembler
{
    /// <summary>The register that loads fill, and that the program answers with.</summary>
    public const int Value = 0;

    /// <summary>A register that loads leave alone.</summary>
    public const int Kept = 7;

    private const int Packet = 6;
    private const int Argument = 1;

    private const byte LoadAbsolute = 0x20;     // BPF_LD | BPF_ABS
    private const byte LoadIndirect = 0x40;     // BPF_LD | BPF_IND
    private const byte Alu = 0x04;              // BPF_ALU: 32 bits
    private const byte AluWide = 0x07;          // BPF_ALU64
    private const byte FromRegister = 0x08;     // BPF_X
    private const byte JumpClass = 0x05;            // BPF_JMP
    private const byte Exit = 0x95;

    private readonly List<BpfInstruction> _program = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<(int At, string Label)> _jumps = [];

    /// <summary>Begins with keeping the packet where loads look for it.</summary>
    public BpfAssembler() => Move(Packet, Argument, isWide: true);

    /// <summary>Loads what stands at an offset from the beginning of the frame.</summary>
    public BpfAssembler Load(LoadSize size, int offset) => Add((byte)(LoadAbsolute | (byte)size), 0, 0, offset);

    /// <summary>Loads what stands so many octets behind where <paramref name="register"/> says.</summary>
    public BpfAssembler LoadBehind(LoadSize size, int register, int offset) => Add((byte)(LoadIndirect | (byte)size), 0, register, offset);

    public BpfAssembler Set(int register, int value) => Add(Alu | 0xB0, register, 0, value);

    public BpfAssembler Move(int destination, int source) => Move(destination, source, isWide: false);

    public BpfAssembler And(int register, int value) => Add(Alu | 0x50, register, 0, value);

    public BpfAssembler ShiftLeft(int register, int bits) => Add(Alu | 0x60, register, 0, bits);

    public BpfAssembler ShiftRight(int register, int bits) => Add(Alu | 0x70, register, 0, bits);

    public BpfAssembler Multiply(int register, int value) => Add(Alu | 0x20, register, 0, value);

    public BpfAssembler Add(int destination, int source) => Add(Alu | FromRegister, destination, source, 0);

    public BpfAssembler AddConstant(int register, int value) => Add(Alu, register, 0, value);

    public BpfAssembler Xor(int destination, int source) => Add(Alu | 0xA0 | FromRegister, destination, source, 0);

    public BpfAssembler Jump(string label) => JumpTo(0, 0, 0, label);

    public BpfAssembler JumpIfEqual(int register, int value, string label) => JumpTo(0x10, register, value, label);

    public BpfAssembler JumpIfNotEqual(int register, int value, string label) => JumpTo(0x50, register, value, label);

    public BpfAssembler JumpIfAnySet(int register, int bits, string label) => JumpTo(0x40, register, bits, label);

    /// <summary>Names the next instruction.</summary>
    public BpfAssembler Label(string name)
    {
        _labels.Add(name, _program.Count);
        return this;
    }

    /// <summary>Ends the program there; the answer is in <see cref="Value"/>.</summary>
    public BpfAssembler Return() => Add(Exit, 0, 0, 0);

    /// <summary>The finished program.</summary>
    /// <exception cref="KeyNotFoundException">A jump leads to a label that there is not.</exception>
    public BpfInstruction[] Build()
    {
        BpfInstruction[] program = [.. _program];
        foreach ((int at, string label) in _jumps)
        {
            program[at] = program[at] with { Offset = (short)(_labels[label] - at - 1) };
        }

        return program;
    }

    private BpfAssembler Move(int destination, int source, bool isWide) =>
        Add((byte)((isWide ? AluWide : Alu) | 0xB0 | FromRegister), destination, source, 0);

    private BpfAssembler JumpTo(byte condition, int register, int value, string label)
    {
        _jumps.Add((_program.Count, label));
        return Add((byte)(JumpClass | condition), register, 0, value);
    }

    private BpfAssembler Add(byte code, int destination, int source, int immediate)
    {
        _program.Add(new BpfInstruction(code, (byte)(destination | (source << 4)), 0, immediate));
        return this;
    }
}
