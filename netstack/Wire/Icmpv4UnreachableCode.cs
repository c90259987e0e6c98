namespace NetKit.Netstack.Wire;

/// <summary>Why a destination is unreachable (RFC 792, RFC 1812 §5.2.7.1).</summary>
public enum Icmpv4UnreachableCode : byte
{
    Network = 0,
    Host = 1,
    Protocol = 2,
    Port = 3,
    FragmentationNeeded = 4,
    SourceRouteFailed = 5,
    NetworkUnknown = 6,
    HostUnknown = 7,
    NetworkProhibited = 9,
    HostProhibited = 10,
    NetworkUnreachableForService = 11,
    HostUnreachableForService = 12,
    CommunicationProhibited = 13,
}
