using System;
using System.Globalization;
using System.Text.Json.Serialization;

namespace NetKit.Control.Messages;

/// <summary>One end of something: an address without brackets, and a port (for ICMP the identifier); or a unix socket of the host.</summary>
/// <param name="Address">Empty for a unix socket.</param>
/// <param name="Port">0 for a unix socket.</param>
/// <param name="Path">The unix socket's file; null, and left out: there is an address.</param>
public sealed record AddressAndPort(
    string Address,
    int Port,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Path = null)
{
    public static AddressAndPort OfSocket(string path) => new(string.Empty, 0, path);

    public override string ToString() => Path is not null
        ? $"unix:{Path}"
        : Address.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");
}
