using NetKit.Interop.Bpf;
using NetKit.Netstack.Wire;
using static NetKit.Interop.Bpf.BpfAssembler;
using static NetKit.Interop.Bpf.LoadSize;

namespace NetKit.Links.Tap;

/// <summary>What the kernel runs for <see cref="FlowSteering"/>: a frame in, the number of a queue out.</summary>
internal static class SteeringProgram
{
    private const int TypeAt = 12;
    private const int PacketAt = EthernetHeader.Length;
    private const int FragmentsAt = 6;          // RFC 791 §3.1
    private const int FragmentMask = 0x3FFF;    // more fragments, and the offset
    private const int ProtocolAt = 9;
    private const int NextHeaderAt = 6;         // RFC 8200 §3
    private const int IcmpLength = 8;           // RFC 792: what stands before the quoted packet

    private const string First = "first queue";
    private const string Ports = "ports";
    private const string Ipv6 = "IPv6";
    private const string Quote = "quoted packet";
    private const string Quote6 = "quoted IPv6 packet";

    /// <summary>The same for every interface.</summary>
    public static BpfInstruction[] Build()
    {
        BpfAssembler program = new();
        AddChoice(program);
        AddIpv4(program);
        AddIpv6(program);

        // The kept register says how far behind the Ethernet header the ports stand.
        return program
            .Label(Ports)
            .LoadBehind(Word, Kept, PacketAt)
            .Move(Kept, Value).ShiftRight(Kept, 16)
            .Xor(Value, Kept).And(Value, ushort.MaxValue)
            .Multiply(Value, unchecked((int)FlowSteering.Spread)).ShiftRight(Value, FlowSteering.SpreadShift)
            .Return()
            .Label(First)
            .Set(Value, 0)
            .Return()
            .Build();
    }

    // What is said to all or to a group is not of a connection.
    private static void AddChoice(BpfAssembler program) => program
        .Load(Byte, 0).JumpIfAnySet(Value, 1, First)
        .Load(Half, TypeAt)
        .JumpIfEqual(Value, (int)EtherType.Ipv6, Ipv6)
        .JumpIfNotEqual(Value, (int)EtherType.Ipv4, First);

    private static void AddIpv4(BpfAssembler program) => program
        .Load(Half, PacketAt + FragmentsAt)
        .JumpIfAnySet(Value, FragmentMask, First)
        .Load(Byte, PacketAt)
        .And(Value, 0xF).ShiftLeft(Value, 2).Move(Kept, Value)
        .Load(Byte, PacketAt + ProtocolAt)
        .JumpIfEqual(Value, (int)IpProtocol.Tcp, Ports)
        .JumpIfNotEqual(Value, (int)IpProtocol.Icmp, First)
        .LoadBehind(Byte, Kept, PacketAt)
        .JumpIfEqual(Value, (int)Icmpv4Type.DestinationUnreachable, Quote)
        .JumpIfEqual(Value, (int)Icmpv4Type.TimeExceeded, Quote)
        .JumpIfNotEqual(Value, (int)Icmpv4Type.ParameterProblem, First)
        .Label(Quote)
        .AddConstant(Kept, IcmpLength)
        .LoadBehind(Byte, Kept, PacketAt + ProtocolAt)
        .JumpIfNotEqual(Value, (int)IpProtocol.Tcp, First)
        .LoadBehind(Byte, Kept, PacketAt)
        .And(Value, 0xF).ShiftLeft(Value, 2)
        .Add(Kept, Value)
        .Jump(Ports);

    private static void AddIpv6(BpfAssembler program) => program
        .Label(Ipv6)
        .Set(Kept, Ipv6Header.Length)
        .Load(Byte, PacketAt + NextHeaderAt)
        .JumpIfEqual(Value, (int)IpProtocol.Tcp, Ports)
        .JumpIfNotEqual(Value, (int)IpProtocol.Icmpv6, First)
        .Load(Byte, PacketAt + Ipv6Header.Length)
        .JumpIfEqual(Value, (int)Icmpv6Type.DestinationUnreachable, Quote6)
        .JumpIfEqual(Value, (int)Icmpv6Type.PacketTooBig, Quote6)
        .JumpIfEqual(Value, (int)Icmpv6Type.TimeExceeded, Quote6)
        .JumpIfNotEqual(Value, (int)Icmpv6Type.ParameterProblem, First)
        .Label(Quote6)
        .Load(Byte, PacketAt + Ipv6Header.Length + IcmpLength + NextHeaderAt)
        .JumpIfNotEqual(Value, (int)IpProtocol.Tcp, First)
        .Set(Kept, Ipv6Header.Length + IcmpLength + Ipv6Header.Length)
        .Jump(Ports);
}
