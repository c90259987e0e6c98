using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dhcpv6;

/// <summary>The data of an IA_NA option (RFC 8415 §21.4): one interface's place for addresses. The octets are borrowed.</summary>
public readonly ref struct Dhcpv6AssociationView
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                        IAID (4 octets)                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                              T1                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                              T2                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         IA_NA-options                         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    private const int RenewalOffset = 4;
    private const int RebindingOffset = 8;

    /// <summary>Octets in front of the options; IA_TA has only the first four of them.</summary>
    public const int FixedLength = 12;

    private readonly ReadOnlySpan<byte> _data;

    private Dhcpv6AssociationView(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The client's number for it.</summary>
    public uint Identifier => BinaryPrimitives.ReadUInt32BigEndian(_data);

    /// <summary>Seconds until the client is to ask the same server again; 0: as it likes.</summary>
    public uint RenewalTime => BinaryPrimitives.ReadUInt32BigEndian(_data[RenewalOffset..]);

    /// <summary>Seconds until it is to ask any server; 0: as it likes.</summary>
    public uint RebindingTime => BinaryPrimitives.ReadUInt32BigEndian(_data[RebindingOffset..]);

    public Dhcpv6OptionWalker Options => new(_data[FixedLength..]);

    /// <summary>Checks the options inside and that each address among them is one.</summary>
    public static WireError TryCreate(ReadOnlySpan<byte> data, out Dhcpv6AssociationView view)
    {
        view = default;
        if (data.Length < FixedLength)
        {
            return WireError.Truncated;
        }

        Dhcpv6AssociationView candidate = new(data);
        Dhcpv6OptionWalker options = candidate.Options;
        while (options.MoveNext())
        {
            if (options.Current.Code is Dhcpv6OptionCode.Address
                && Dhcpv6Address.TryRead(options.Current.Data, out _) is not WireError.None and WireError error)
            {
                return error;
            }
        }

        view = options.Error is WireError.None ? candidate : default;
        return options.Error;
    }

    /// <summary>Writes <see cref="FixedLength"/> octets.</summary>
    public static void EmitFixed(Span<byte> destination, uint identifier, uint renewalTime, uint rebindingTime)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, identifier);
        BinaryPrimitives.WriteUInt32BigEndian(destination[RenewalOffset..], renewalTime);
        BinaryPrimitives.WriteUInt32BigEndian(destination[RebindingOffset..], rebindingTime);
    }
}
