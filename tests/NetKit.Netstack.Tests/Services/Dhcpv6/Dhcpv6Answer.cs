using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Tests.Wire.Dhcpv6;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Services.Dhcpv6;

/// <summary>What the server made of a message.</summary>
internal sealed record Dhcpv6Answer(Dhcpv6Verdict Verdict, byte[] Octets)
{
    public byte Type => Octets[0];

    public IReadOnlyList<(ushort Code, byte[] Data)> Options => Dhcpv6Bytes.Read(Octets.AsSpan(4));

    public IEnumerable<ushort> Codes => Options.Select(static option => option.Code);

    /// <summary>The data of an option; null when it is not there.</summary>
    public byte[]? this[ushort code] => Options.Where(option => option.Code == code).Select(static option => option.Data).FirstOrDefault();

    /// <summary>The top-level status code.</summary>
    public int? Status => this[13] is { } data ? data[0] << 8 | data[1] : null;

    public IEnumerable<byte[]> Associations => Options.Where(static option => option.Code == 3).Select(static option => option.Data);

    /// <summary>The addresses of the first association, with their valid lifetimes.</summary>
    public (IpAddress Address, uint Valid)[] Addresses =>
    [
        .. Dhcpv6Bytes.Read(Associations.First().AsSpan(12))
            .Where(static option => option.Code == 5)
            .Select(static option => (IpAddress.ReadV6(option.Data), IpAddress.ReadV4(option.Data.AsSpan(20)).V4)),
    ];

    /// <summary>The only address of the first association.</summary>
    public IpAddress Address => Addresses.Single().Address;

    /// <summary>The status code inside of the first association.</summary>
    public int? AssociationStatus => StatusIn(Associations.First(), 12);

    public static int? StatusIn(byte[] association, int fixedLength) =>
        Dhcpv6Bytes.Read(association.AsSpan(fixedLength)).Where(static option => option.Code == 13)
            .Select(static option => (int?)(option.Data[0] << 8 | option.Data[1])).FirstOrDefault();
}
