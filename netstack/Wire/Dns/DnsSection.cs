namespace NetKit.Netstack.Wire.Dns;

/// <summary>The parts of a message that hold records (RFC 1035 §4.1).</summary>
public enum DnsSection : byte
{
    Answer,
    Authority,
    Additional,
}
