namespace NetKit.Netstack.Wire;

/// <summary>The TCP options that the stack reads (IANA "TCP Option Kind Numbers").</summary>
internal enum TcpOptionKind : byte
{
    EndOfList = 0,
    NoOperation = 1,
    MaximumSegmentSize = 2,
    WindowScale = 3,
    SackPermitted = 4,
    Sack = 5,
    Timestamps = 8,
}
