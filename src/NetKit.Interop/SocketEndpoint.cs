using System.Globalization;
using NetKit.Netstack.Wire;

namespace NetKit.Interop;

/// <summary>An address and a port of the host's network.</summary>
public readonly record struct SocketEndpoint(IpAddress Address, ushort Port)
{
    public override string ToString() => Address.IsV4
        ? string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}");
}
