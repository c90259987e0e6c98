using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NetKit.Control.Ports;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Dns;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Fuzz.Parsers;

/// <summary>What people and files write: ports, filters, hosts, resolvers, addresses.</summary>
internal static class TextReaders
{
    public static void PortSpecification(ReadOnlySpan<byte> octets)
    {
        string text = Encoding.UTF8.GetString(octets);
        if (!PortSpec.TryParse(text, out PortSpec? spec, out string? error))
        {
            Oracle.Holds(error.EndsWith('.'), "an error is a sentence");
            return;
        }

        PublishedPort[] ports = [.. spec.Expand()];
        Oracle.Holds(ports.Length == spec.Container.Count && ports.Length <= PortSpec.MaximumPorts, "as many as the range says");
        foreach (PublishedPort port in ports)
        {
            bool isSame = PortSpec.TryParse(port.ToString(), out PortSpec? again, out _)
                && again.Protocol == port.Protocol && again.Host == port.HostPorts && again.Container.First == port.ContainerPort
                && Equals(again.HostAddress, port.HostAddress);
            Oracle.Holds(isSame, $"'{port}' of '{text}' is read as another one");
        }
    }

    /// <summary>The text up to a zero is the filter, what follows a frame.</summary>
    public static void Filter(ReadOnlySpan<byte> octets)
    {
        int end = octets.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? octets : octets[..end]);
        if (PacketFilter.TryParse(text, out PacketFilter? filter, out string? error))
        {
            _ = filter.Wants(end < 0 ? octets : octets[(end + 1)..]);
        }
        else
        {
            Oracle.Holds(error.EndsWith('.'), "an error is a sentence");
        }
    }

    public static void Hosts(ReadOnlySpan<byte> octets)
    {
        string text = Encoding.UTF8.GetString(octets);
        DnsHost[] hosts = [.. HostsFile.Parse(text, [IpAddress.FromV4(10, 0, 2, 2)])];
        Oracle.Holds(hosts.Length <= octets.Length, "more names than octets");
        DnsHostTable table = new([.. hosts], 1);
        foreach (DnsHost host in hosts.Take(16))
        {
            if (DnsNameText.TryEncode(host.Name, out byte[] name))
            {
                Oracle.Holds(table.TryFindAddresses(name, out _), $"{host.Name} is not found");
            }
        }
    }

    public static void Resolvers(ReadOnlySpan<byte> octets) =>
        Oracle.Holds(ResolverFile.Parse(Encoding.UTF8.GetString(octets)).Length <= octets.Length, "more servers than octets");

    public static void Addresses(ReadOnlySpan<byte> octets)
    {
        string text = Encoding.UTF8.GetString(octets);
        if (IpAddress.TryParse(text, out IpAddress address))
        {
            Oracle.Holds(IpAddress.TryParse(address.ToString(), out IpAddress again) && again == address, $"{address} is read as another one");
        }

        if (IpPrefix.TryParse(text, out IpPrefix prefix))
        {
            Oracle.Holds(prefix.Contains(prefix.Address), $"{prefix} does not hold its own address");
            Oracle.Holds(IpPrefix.TryParse(prefix.ToString(), out IpPrefix again) && again == prefix, $"{prefix} is read as another one");
        }

        if (MacAddress.TryParse(text, out MacAddress mac))
        {
            Oracle.Holds(MacAddress.TryParse(mac.ToString(), out MacAddress again) && again == mac, $"{mac} is read as another one");
        }
    }

    public static IEnumerable<byte[]> Lines(params string[] lines) => lines.Select(static line => Encoding.UTF8.GetBytes(line));
}
