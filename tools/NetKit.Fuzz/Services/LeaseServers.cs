using System;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NetKit.Netstack.Wire.Dhcpv6;

namespace NetKit.Fuzz.Services;

/// <summary>DHCP servers asked many things in a row: one verdict each, bounded leases, nobody's address twice.</summary>
internal static class LeaseServers
{
    private const int MostLeases = 8;

    private static DhcpServerOptions Options { get; } = new()
    {
        Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24),
        ServerAddress = IpAddress.FromV4(10, 0, 2, 2),
        Router = IpAddress.FromV4(10, 0, 2, 2),
        DnsServers = [IpAddress.FromV4(10, 0, 2, 3)],
        Domain = "netkit.internal",
        SearchList = ["netkit.internal", "example.com"],
        MaximumLeases = MostLeases,
    };

    private static Dhcpv6ServerOptions OptionsV6 { get; } = new()
    {
        Prefix = IpPrefix.Of(new IpAddress(0xFD00_0000_0000_0000, 0), 64),
        ServerMac = new MacAddress(0x5A94_EF00_0001),
        DnsServers = [new IpAddress(0xFD00_0000_0000_0000, 3)],
        OwnAddresses = [new IpAddress(0xFD00_0000_0000_0000, 2)],
        SearchList = ["netkit.internal"],
        MaximumLeases = MostLeases,
    };

    public static void Dhcp(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        DhcpServer server = new(Options, 1);
        Instant now = Sequence.Start;
        byte[] reply = new byte[1472];
        long asked = 0;
        while (!reader.IsEmpty)
        {
            now += Sequence.Pause(reader.Octet());
            _ = server.Answer(now, Sequence.Message(ref reader), reply, out DhcpReply where);
            asked++;
            if (where.Length > 0)
            {
                bool isReply = DhcpView.TryCreate(reply.AsSpan(0, where.Length), out DhcpView view) is WireError.None
                    && view.Operation is DhcpOperation.Reply;
                Oracle.Holds(isReply, "the answer is no reply");
                Oracle.Holds(where.IsBroadcast || Options.Subnet.Contains(where.Destination), $"an answer to {where.Destination}");
            }

            DhcpLease[] leases = [.. server.Leases(now)];
            Oracle.Holds(leases.Length <= MostLeases, $"{leases.Length} leases");
            Oracle.Holds(leases.DistinctBy(static lease => lease.Address).Count() == leases.Length, "two leases of one address");
        }

        Oracle.Holds(server.Counters.Received == asked, "a message that was not counted once");
    }

    public static void Dhcpv6(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        Dhcpv6Server server = new(OptionsV6, 1);
        Instant now = Sequence.Start;
        byte[] reply = new byte[Dhcpv6Server.MinimumRoom];
        long asked = 0;
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            now += Sequence.Pause(decision);
            _ = server.Answer(now, Sequence.Message(ref reader), (decision & 8) == 0, reply, out int length);
            asked++;
            bool isReply = length == 0
                || (Dhcpv6View.TryCreate(reply.AsSpan(0, length), out Dhcpv6View view) is WireError.None
                    && view.Type is Dhcpv6MessageType.Reply or Dhcpv6MessageType.Advertise);
            Oracle.Holds(isReply, "the answer is no reply");
            Dhcpv6Lease[] leases = [.. server.Leases(now)];
            Oracle.Holds(leases.Length <= MostLeases, $"{leases.Length} leases");
            Oracle.Holds(leases.DistinctBy(static lease => lease.Address).Count() == leases.Length, "two leases of one address");
        }

        Oracle.Holds(server.Counters.Received == asked, "a message that was not counted once");
    }
}
