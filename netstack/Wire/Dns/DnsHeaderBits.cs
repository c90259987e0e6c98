using System;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>The single bits of the second header word (RFC 1035 §4.1.1, RFC 4035 §3.1.6 and §3.2.2).</summary>
[Flags]
public enum DnsHeaderBits : ushort
{
    None = 0,
    CheckingDisabled = 0x0010,
    AuthenticData = 0x0020,
    RecursionAvailable = 0x0080,
    RecursionDesired = 0x0100,
    Truncated = 0x0200,
    Authoritative = 0x0400,
    Response = 0x8000,
}
