using System;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>The value of option 52: which of the old fields hold options as well (RFC 2132 §9.3).</summary>
[Flags]
public enum DhcpOverload : byte
{
    None = 0,
    File = 1,
    ServerName = 2,
}
