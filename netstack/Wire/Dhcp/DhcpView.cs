using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>
/// A BOOTP or DHCP message whose options have been checked from the first to the last (RFC 2131 §2). The octets are borrowed.
/// </summary>
public readonly ref struct DhcpView
{
    /// <summary>The octets 99, 130, 83, 99 in front of the options (RFC 2132 §2).</summary>
    internal const uint MagicCookie = 0x6382_5363;

    internal const int OptionsOffset = DhcpHeader.Length + sizeof(uint);

    private readonly ReadOnlySpan<byte> _message;

    private DhcpView(ReadOnlySpan<byte> message) => _message = message;

    public ReadOnlySpan<byte> Message => _message;

    public DhcpOperation Operation => (DhcpOperation)_message[DhcpHeader.OperationOffset];

    /// <summary>htype: 1 is Ethernet.</summary>
    public byte HardwareType => _message[DhcpHeader.HardwareTypeOffset];

    /// <summary>hlen, at most 16.</summary>
    public byte HardwareLength => _message[DhcpHeader.HardwareLengthOffset];

    public byte Hops => _message[DhcpHeader.HopsOffset];

    public uint TransactionId => BinaryPrimitives.ReadUInt32BigEndian(_message[DhcpHeader.TransactionIdOffset..]);

    public ushort Seconds => BinaryPrimitives.ReadUInt16BigEndian(_message[DhcpHeader.SecondsOffset..]);

    public bool IsBroadcast =>
        (BinaryPrimitives.ReadUInt16BigEndian(_message[DhcpHeader.FlagsOffset..]) & DhcpHeader.BroadcastFlag) != 0;

    public IpAddress ClientAddress => IpAddress.ReadV4(_message[DhcpHeader.ClientAddressOffset..]);

    public IpAddress YourAddress => IpAddress.ReadV4(_message[DhcpHeader.YourAddressOffset..]);

    public IpAddress NextServer => IpAddress.ReadV4(_message[DhcpHeader.NextServerOffset..]);

    public IpAddress RelayAddress => IpAddress.ReadV4(_message[DhcpHeader.RelayAddressOffset..]);

    /// <summary>All 16 octets of chaddr, of which <see cref="HardwareLength"/> count.</summary>
    public ReadOnlySpan<byte> ClientHardware =>
        _message.Slice(DhcpHeader.ClientHardwareOffset, DhcpHeader.ClientHardwareLength);

    /// <summary>A text ended by a zero, or options when option 52 says so.</summary>
    public ReadOnlySpan<byte> ServerName => _message.Slice(DhcpHeader.ServerNameOffset, DhcpHeader.ServerNameLength);

    /// <summary>A text ended by a zero, or options when option 52 says so.</summary>
    public ReadOnlySpan<byte> File => _message.Slice(DhcpHeader.FileOffset, DhcpHeader.FileLength);

    /// <summary>False for an old BOOTP message, whose vendor area means nothing to us.</summary>
    public bool HasOptions =>
        _message.Length >= OptionsOffset && BinaryPrimitives.ReadUInt32BigEndian(_message[DhcpHeader.Length..]) == MagicCookie;

    /// <summary>Option 53; <see cref="DhcpMessageType.Bootp"/> when there is none.</summary>
    public DhcpMessageType MessageType =>
        TryReadByte(DhcpOptionCode.MessageType, out byte type) ? (DhcpMessageType)type : DhcpMessageType.Bootp;

    public DhcpOptionWalker Options => new(HasOptions ? _message[OptionsOffset..] : default, File, ServerName);

    public static WireError TryCreate(ReadOnlySpan<byte> message, out DhcpView view)
    {
        view = default;
        if (message.Length < DhcpHeader.Length)
        {
            return WireError.Truncated;
        }

        DhcpView candidate = new(message);
        if (candidate.Operation is not (DhcpOperation.Request or DhcpOperation.Reply))
        {
            return WireError.BadValue;
        }

        if (candidate.HardwareLength > DhcpHeader.ClientHardwareLength)
        {
            return WireError.BadLength;
        }

        DhcpOptionWalker options = candidate.Options;
        while (options.MoveNext())
        {
        }

        view = options.Error is WireError.None ? candidate : default;
        return options.Error;
    }

    /// <summary>
    /// Finds the value of an option. One that comes in parts is joined in <paramref name="scratch"/> (RFC 3396 §7). One longer than the
    /// scratch counts as absent.
    /// </summary>
    public bool TryFind(DhcpOptionCode code, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        int parts = 0;
        int length = 0;
        DhcpOptionWalker options = Options;
        while (options.MoveNext())
        {
            if (options.Current.Code != code)
            {
                continue;
            }

            ReadOnlySpan<byte> data = options.Current.Data;
            if (!data.TryCopyTo(scratch[length..]))
            {
                value = default;
                return false;
            }

            length += data.Length;
            value = parts++ == 0 ? data : scratch[..length];
        }

        return parts > 0;
    }

    /// <summary>Reads an option that has exactly one octet.</summary>
    public bool TryReadByte(DhcpOptionCode code, out byte value)
    {
        bool found = TryReadNumber(code, sizeof(byte), out uint number);
        value = (byte)number;
        return found;
    }

    /// <summary>Reads an option that has exactly two octets.</summary>
    public bool TryReadUInt16(DhcpOptionCode code, out ushort value)
    {
        bool found = TryReadNumber(code, sizeof(ushort), out uint number);
        value = (ushort)number;
        return found;
    }

    /// <summary>Reads an option that has exactly four octets.</summary>
    public bool TryReadUInt32(DhcpOptionCode code, out uint value) => TryReadNumber(code, sizeof(uint), out value);

    /// <summary>Reads an option that has exactly one address.</summary>
    public bool TryReadAddress(DhcpOptionCode code, out IpAddress address)
    {
        bool found = TryReadUInt32(code, out uint value);
        address = IpAddress.FromV4(value);
        return found;
    }

    private bool TryReadNumber(DhcpOptionCode code, int length, out uint number)
    {
        Span<byte> scratch = stackalloc byte[sizeof(uint)];
        number = 0;
        if (!TryFind(code, scratch, out ReadOnlySpan<byte> value) || value.Length != length)
        {
            return false;
        }

        foreach (byte octet in value)
        {
            number = number << 8 | octet;
        }

        return true;
    }
}
