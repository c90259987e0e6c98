namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>The op field: who speaks (RFC 951 §3).</summary>
public enum DhcpOperation : byte
{
    Request = 1,
    Reply = 2,
}
