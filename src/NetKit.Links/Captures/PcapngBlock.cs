namespace NetKit.Links.Captures;

/// <summary>Numbers of the pcapng format (draft-ietf-opsawg-pcapng), as far as they are written or read here.</summary>
internal static class PcapngBlock
{
    public const uint Section = 0x0A0D_0D0A;
    public const uint Interface = 1;
    public const uint SimplePacket = 3;
    public const uint Statistics = 5;
    public const uint EnhancedPacket = 6;

    public const uint ByteOrder = 0x1A2B_3C4D;
    public const ushort LinkTypeEthernet = 1;

    public const ushort OptionEnd = 0;
    public const ushort OptionComment = 1;
    public const ushort OptionSectionApplication = 4;
    public const ushort OptionInterfaceName = 2;
    public const ushort OptionInterfaceDescription = 3;
    public const ushort OptionInterfaceResolution = 9;
    public const ushort OptionPacketFlags = 2;
    public const ushort OptionReceived = 4;
    public const ushort OptionDropped = 5;

    /// <summary>Nanoseconds: 10 to the power of minus nine.</summary>
    public const byte Nanoseconds = 9;

    /// <summary>Microseconds, when an interface says nothing.</summary>
    public const byte Microseconds = 6;

    /// <summary>The direction in the lowest two bits of epb_flags.</summary>
    public const uint FlagInbound = 1;
    public const uint FlagOutbound = 2;

    /// <summary>Octets round the body: type, length, length.</summary>
    public const int Frame = 12;

    /// <summary>What a block is padded to.</summary>
    public const int Alignment = 4;
}
