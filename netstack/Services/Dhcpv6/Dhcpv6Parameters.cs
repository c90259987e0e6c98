using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcpv6;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>The options that are the same for all clients, encoded once.</summary>
internal sealed class Dhcpv6Parameters
{
    private const ushort NtpAddressSuboption = 1;

    private readonly byte[] _dnsServers;
    private readonly byte[] _domains;
    private readonly byte[] _ntpServers;
    private readonly byte[] _refresh = new byte[sizeof(uint)];

    /// <exception cref="ArgumentException">A name is no domain name.</exception>
    public Dhcpv6Parameters(Dhcpv6ServerOptions options)
    {
        if (!DnsNameList.TryEncode(options.SearchList, out _domains))
        {
            throw new ArgumentException($"\"{string.Join(' ', options.SearchList)}\" is not a list of domain names.", nameof(options));
        }

        _dnsServers = new byte[options.DnsServers.Length * IpAddress.V6Length];
        for (int i = 0; i < options.DnsServers.Length; i++)
        {
            options.DnsServers[i].WriteV6(_dnsServers.AsSpan(i * IpAddress.V6Length));
        }

        _ntpServers = new byte[options.NtpServers.Length * (Dhcpv6Option.PrefixLength + IpAddress.V6Length)];
        Dhcpv6OptionWriter servers = new(_ntpServers, 0);
        Span<byte> address = stackalloc byte[IpAddress.V6Length];
        foreach (IpAddress server in options.NtpServers)
        {
            server.WriteV6(address);
            _ = servers.TryAdd((Dhcpv6OptionCode)NtpAddressSuboption, address);
        }

        BinaryPrimitives.WriteUInt32BigEndian(_refresh, (uint)options.InformationRefresh.TotalSeconds);
    }

    /// <summary>Adds what the client wants and there is, in its own order; to one that does not say, resolvers and domains.</summary>
    public void AddTo(ref Dhcpv6OptionWriter writer, scoped in Dhcpv6Request request)
    {
        if (request.Wanted.IsEmpty)
        {
            Add(ref writer, Dhcpv6OptionCode.DnsServers, _dnsServers);
            Add(ref writer, Dhcpv6OptionCode.DomainList, _domains);
            return;
        }

        Span<bool> done = stackalloc bool[byte.MaxValue + 1];
        done.Clear();
        for (ReadOnlySpan<byte> codes = request.Wanted; codes.Length >= sizeof(ushort); codes = codes[sizeof(ushort)..])
        {
            ushort number = BinaryPrimitives.ReadUInt16BigEndian(codes);
            if (number <= byte.MaxValue && !done[number])
            {
                done[number] = true;
                Dhcpv6OptionCode code = (Dhcpv6OptionCode)number;
                Add(ref writer, code, ValueOf(code, request.Type));
            }
        }
    }

    private ReadOnlySpan<byte> ValueOf(Dhcpv6OptionCode code, Dhcpv6MessageType type) => code switch
    {
        Dhcpv6OptionCode.DnsServers => _dnsServers,
        Dhcpv6OptionCode.DomainList => _domains,
        Dhcpv6OptionCode.NtpServer => _ntpServers,
        Dhcpv6OptionCode.InformationRefreshTime when type is Dhcpv6MessageType.InformationRequest => _refresh,
        _ => default,
    };

    private static void Add(ref Dhcpv6OptionWriter writer, Dhcpv6OptionCode code, ReadOnlySpan<byte> value) =>
        _ = value.IsEmpty || writer.TryAdd(code, value);
}
