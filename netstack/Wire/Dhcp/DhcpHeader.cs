using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>
/// The fixed part of a BOOTP or DHCP message on Ethernet (RFC 951 §3, RFC 2131 §2) as a legal value. The fields sname and file are not
/// in it: NetKit boots nobody, and writes them as zeros.
/// </summary>
public readonly record struct DhcpHeader
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |     op (1)    |   htype (1)   |   hlen (1)    |   hops (1)    |
    // +---------------+---------------+---------------+---------------+
    // |                            xid (4)                            |
    // +-------------------------------+-------------------------------+
    // |           secs (2)            |           flags (2)           |
    // +-------------------------------+-------------------------------+
    // |                          ciaddr  (4)                          |
    // |                          yiaddr  (4)                          |
    // |                          siaddr  (4)                          |
    // |                          giaddr  (4)                          |
    // |                          chaddr  (16)                         |
    // |                          sname   (64)                         |
    // |                          file    (128)                        |
    // |                          options (variable)                   |
    // +---------------------------------------------------------------+
    internal const int OperationOffset = 0;
    internal const int HardwareTypeOffset = 1;
    internal const int HardwareLengthOffset = 2;
    internal const int HopsOffset = 3;
    internal const int TransactionIdOffset = 4;
    internal const int SecondsOffset = 8;
    internal const int FlagsOffset = 10;
    internal const int ClientAddressOffset = 12;
    internal const int YourAddressOffset = 16;
    internal const int NextServerOffset = 20;
    internal const int RelayAddressOffset = 24;
    internal const int ClientHardwareOffset = 28;
    internal const int ClientHardwareLength = 16;
    internal const int ServerNameOffset = 44;
    internal const int ServerNameLength = 64;
    internal const int FileOffset = 108;
    internal const int FileLength = 128;
    internal const byte EthernetType = 1;
    internal const ushort BroadcastFlag = 0x8000;

    /// <summary>Octets on the wire, without the magic cookie.</summary>
    public const int Length = 236;

    public DhcpOperation Operation { get; init; }

    /// <summary>xid.</summary>
    public uint TransactionId { get; init; }

    /// <summary>Since the client began, in seconds.</summary>
    public ushort Seconds { get; init; }

    /// <summary>The client cannot take unicast before its address is configured (RFC 2131 §4.1).</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>ciaddr: the address the client has and answers ARP for.</summary>
    public IpAddress ClientAddress { get; init; }

    /// <summary>yiaddr: the address the client is given.</summary>
    public IpAddress YourAddress { get; init; }

    /// <summary>siaddr: where to boot from.</summary>
    public IpAddress NextServer { get; init; }

    /// <summary>giaddr: the relay agent.</summary>
    public IpAddress RelayAddress { get; init; }

    /// <summary>chaddr.</summary>
    public MacAddress Mac { get; init; }

    public static WireError TryParse(in DhcpView view, out DhcpHeader header)
    {
        header = default;
        if (view.HardwareType != EthernetType || view.HardwareLength != MacAddress.Length)
        {
            return WireError.BadValue;
        }

        header = new DhcpHeader
        {
            Operation = view.Operation,
            TransactionId = view.TransactionId,
            Seconds = view.Seconds,
            IsBroadcast = view.IsBroadcast,
            ClientAddress = view.ClientAddress,
            YourAddress = view.YourAddress,
            NextServer = view.NextServer,
            RelayAddress = view.RelayAddress,
            Mac = MacAddress.Read(view.ClientHardware),
        };
        return WireError.None;
    }

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..Length];
        header.Clear();
        header[OperationOffset] = (byte)Operation;
        header[HardwareTypeOffset] = EthernetType;
        header[HardwareLengthOffset] = MacAddress.Length;
        BinaryPrimitives.WriteUInt32BigEndian(header[TransactionIdOffset..], TransactionId);
        BinaryPrimitives.WriteUInt16BigEndian(header[SecondsOffset..], Seconds);
        BinaryPrimitives.WriteUInt16BigEndian(header[FlagsOffset..], IsBroadcast ? BroadcastFlag : (ushort)0);
        ClientAddress.WriteV4(header[ClientAddressOffset..]);
        YourAddress.WriteV4(header[YourAddressOffset..]);
        NextServer.WriteV4(header[NextServerOffset..]);
        RelayAddress.WriteV4(header[RelayAddressOffset..]);
        Mac.WriteTo(header[ClientHardwareOffset..]);
    }
}
