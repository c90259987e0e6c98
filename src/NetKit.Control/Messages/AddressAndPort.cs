using System.Globalization;

namespace NetKit.Control.Messages;

/// <summary>One end of something: an address without brackets, and a port (for ICMP the identifier).</summary>
public sealed record AddressAndPort(string Address, int Port)
{
    public override string ToString() => Address.Contains(':', System.StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");
}
