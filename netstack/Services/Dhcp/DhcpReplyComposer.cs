using System;
using System.Text;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>Writes replies and says where they go. It decides nothing about leases.</summary>
internal sealed class DhcpReplyComposer(DhcpServerOptions options, DhcpCounters counters)
{
    private const int IpAndUdp = Ipv4Header.MinimumLength + UdpHeader.Length;

    private readonly DhcpParameters _parameters = new(options);

    /// <summary>An offer or an acknowledgement of a lease, or a BOOTP reply, which knows no times.</summary>
    public DhcpReply Grant(
        scoped in DhcpRequest request, DhcpMessageType type, DhcpBinding binding, TimeSpan lease, bool isRapid, Span<byte> reply)
    {
        bool isConfigured = request.Header.ClientAddress == binding.Address;
        DhcpOptionWriter writer = Begin(request, type, isConfigured ? binding.Address : IpAddress.AnyV4, binding.Address, reply);
        if (type is not DhcpMessageType.Bootp)
        {
            _ = writer.TryAddSeconds(DhcpOptionCode.LeaseTime, lease);
            _ = writer.TryAddSeconds(DhcpOptionCode.RenewalTime, lease / 2);
            _ = writer.TryAddSeconds(DhcpOptionCode.RebindingTime, lease * 7 / 8);
        }

        _ = isRapid && writer.TryAdd(DhcpOptionCode.RapidCommit, []);
        AddParameters(ref writer, request, binding);
        return Finish(ref writer, request, isConfigured ? binding.Address : IpAddress.AnyV4, binding.Address);
    }

    /// <summary>Parameters for a client that has its address from elsewhere: no lease, no yiaddr (RFC 2131 §4.3.5).</summary>
    public DhcpReply Inform(scoped in DhcpRequest request, DhcpMessageType type, DhcpBinding? binding, Span<byte> reply)
    {
        IpAddress client = request.Header.ClientAddress;
        DhcpOptionWriter writer = Begin(request, type, client, IpAddress.AnyV4, reply);
        AddParameters(ref writer, request, binding);
        return Finish(ref writer, request, client, IpAddress.AnyV4);
    }

    /// <summary>A refusal is always broadcast: the client's address is what is wrong (RFC 2131 §4.1).</summary>
    public DhcpReply Refuse(scoped in DhcpRequest request, ReadOnlySpan<byte> reason, Span<byte> reply)
    {
        DhcpOptionWriter writer = Begin(request, DhcpMessageType.Refuse, IpAddress.AnyV4, IpAddress.AnyV4, reply);
        _ = writer.TryAdd(DhcpOptionCode.Message, reason);
        return new DhcpReply(writer.Finish(), IpAddress.BroadcastV4, MacAddress.Broadcast);
    }

    private DhcpOptionWriter Begin(
        scoped in DhcpRequest request, DhcpMessageType type, IpAddress client, IpAddress yours, Span<byte> reply)
    {
        new DhcpHeader
        {
            Operation = DhcpOperation.Reply,
            TransactionId = request.Header.TransactionId,
            IsBroadcast = request.Header.IsBroadcast,
            ClientAddress = client,
            YourAddress = yours,
            NextServer = IpAddress.AnyV4,
            RelayAddress = IpAddress.AnyV4,
            Mac = request.Header.Mac,
        }.Emit(reply);

        DhcpOptionWriter writer = new(reply, Math.Min(request.Limit, options.Mtu - IpAndUdp));
        if (type is not DhcpMessageType.Bootp)
        {
            _ = writer.TryAddByte(DhcpOptionCode.MessageType, (byte)type);
            _ = writer.TryAddAddress(DhcpOptionCode.ServerIdentifier, options.ServerAddress);
            _ = request.HasClientId && writer.TryAdd(DhcpOptionCode.ClientIdentifier, request.ClientId);
        }

        return writer;
    }

    /// <summary>
    /// The mask first, asked for or not: it must stand before the router (RFC 2132 §3.3), and an address is worth little without it. Then
    /// what the client asks for, in its own order, which is that of its wishes (RFC 2132 §9.8).
    /// </summary>
    private void AddParameters(ref DhcpOptionWriter writer, scoped in DhcpRequest request, DhcpBinding? binding)
    {
        Span<bool> done = stackalloc bool[byte.MaxValue + 1];
        done.Clear();
        ReadOnlySpan<byte> wanted = request.Parameters.IsEmpty ? DhcpParameters.Usual : request.Parameters;

        // RFC 3442: a client that asks for both gets option 121 alone.
        bool isClassless = wanted.Contains((byte)DhcpOptionCode.ClasslessStaticRoutes)
            && !_parameters.Of(DhcpOptionCode.ClasslessStaticRoutes).IsEmpty;
        done[(int)DhcpOptionCode.SubnetMask] = writer.TryAdd(DhcpOptionCode.SubnetMask, _parameters.Of(DhcpOptionCode.SubnetMask));
        done[(int)DhcpOptionCode.Router] = isClassless;
        foreach (byte code in wanted)
        {
            if (!done[code])
            {
                done[code] = true;
                bool fits = Add(ref writer, (DhcpOptionCode)code, binding);
                if (!fits && code == (byte)DhcpOptionCode.ClasslessStaticRoutes)
                {
                    _ = Add(ref writer, DhcpOptionCode.Router, binding);
                }
            }
        }
    }

    /// <summary>Returns false for an option that found no room, and true also for one that there is not.</summary>
    private bool Add(ref DhcpOptionWriter writer, DhcpOptionCode code, DhcpBinding? binding)
    {
        if (code is DhcpOptionCode.HostName)
        {
            return AddHostName(ref writer, binding);
        }

        ReadOnlySpan<byte> value = _parameters.Of(code);
        return value.IsEmpty || writer.TryAdd(code, value);
    }

    /// <summary>A client is told its name only when the name was given to it, not when it is its own.</summary>
    private static bool AddHostName(ref DhcpOptionWriter writer, DhcpBinding? binding)
    {
        if (binding is not { IsNameReserved: true, HostName: { } name })
        {
            return true;
        }

        Span<byte> octets = stackalloc byte[DhcpOption.MaximumLength];
        int length = Encoding.ASCII.GetBytes(name, octets);
        return writer.TryAdd(DhcpOptionCode.HostName, octets[..length]);
    }

    /// <summary>
    /// RFC 2131 §4.1: to the address the client has, to everybody if it says it must be so, or to the address it is given.
    /// </summary>
    private DhcpReply Finish(ref DhcpOptionWriter writer, scoped in DhcpRequest request, IpAddress client, IpAddress yours)
    {
        counters.OptionsLeftOut += writer.LeftOut;
        int length = writer.Finish();
        return (client != IpAddress.AnyV4, request.Header.IsBroadcast) switch
        {
            (true, _) => new DhcpReply(length, client, request.Header.Mac),
            (false, true) => new DhcpReply(length, IpAddress.BroadcastV4, MacAddress.Broadcast),
            (false, false) => new DhcpReply(length, yours, request.Header.Mac),
        };
    }
}
