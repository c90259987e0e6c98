using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Tests.Wire.Dhcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Services.Dhcp;

/// <summary>What the server made of a message.</summary>
internal sealed record DhcpAnswer(DhcpVerdict Verdict, DhcpReply Where, byte[] Octets)
{
    /// <summary>yiaddr.</summary>
    public IpAddress Address => IpAddress.ReadV4(Octets.AsSpan(16));

    /// <summary>ciaddr.</summary>
    public IpAddress Client => IpAddress.ReadV4(Octets.AsSpan(12));

    public IReadOnlyList<(byte Code, byte[] Data)> Options => DhcpBytes.Read(Octets);

    public IEnumerable<byte> Codes => Options.Select(static option => option.Code);

    /// <summary>The value of an option; null when it is not there.</summary>
    public byte[]? this[byte code] => Options.Where(option => option.Code == code).Select(static option => option.Data).FirstOrDefault();

    public uint Seconds(byte code) => IpAddress.ReadV4(this[code]).V4;
}
