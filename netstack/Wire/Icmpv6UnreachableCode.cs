namespace NetKit.Netstack.Wire;

/// <summary>Why a destination is unreachable (RFC 4443 §3.1).</summary>
public enum Icmpv6UnreachableCode : byte
{
    NoRoute = 0,
    CommunicationProhibited = 1,
    BeyondScopeOfSource = 2,
    Address = 3,
    Port = 4,
    SourceAddressFailedPolicy = 5,
    RejectRoute = 6,
}
