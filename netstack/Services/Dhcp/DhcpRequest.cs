using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>What a client asks, as far as the server cares. Borrows the message and the scratch.</summary>
internal readonly ref struct DhcpRequest
{
    /// <summary>Room for three options in parts and a client identifier made from a MAC.</summary>
    public const int ScratchLength = 3 * DhcpOption.MaximumLength + DefaultClientIdLength;

    /// <summary>The least that every client takes, IP and UDP headers included (RFC 2131 §2).</summary>
    private const int MinimumDatagram = 576;

    private const int IpAndUdp = Ipv4Header.MinimumLength + UdpHeader.Length;
    private const int DefaultClientIdLength = 1 + MacAddress.Length;

    public DhcpHeader Header { get; private init; }

    public DhcpMessageType Type { get; private init; }

    /// <summary>Option 50; the default value when absent.</summary>
    public IpAddress RequestedAddress { get; private init; }

    /// <summary>Option 54; the default value when absent.</summary>
    public IpAddress ServerIdentifier { get; private init; }

    /// <summary>Option 51; null when absent.</summary>
    public TimeSpan? LeaseTime { get; private init; }

    /// <summary>
    /// The key of the client's lease: option 61, or what a client that sends none is taken to have sent, which is what most others do send:
    /// the hardware type and the MAC (RFC 2132 §9.14). So a boot loader without and a system with one are the same client.
    /// </summary>
    public ReadOnlySpan<byte> ClientId { get; private init; }

    /// <summary>Option 61 was there, and comes back in the reply (RFC 6842 §3).</summary>
    public bool HasClientId { get; private init; }

    /// <summary>Option 55.</summary>
    public ReadOnlySpan<byte> Parameters { get; private init; }

    /// <summary>A single label from option 12; empty when absent or no name.</summary>
    public ReadOnlySpan<byte> HostName { get; private init; }

    /// <summary>Option 80.</summary>
    public bool WantsRapidCommit { get; private init; }

    /// <summary>Octets of the longest message that the client takes.</summary>
    public int Limit { get; private init; }

    /// <summary>Returns why there is nothing to answer, or null.</summary>
    public static DhcpVerdict? TryRead(ReadOnlySpan<byte> message, Span<byte> scratch, out DhcpRequest request)
    {
        request = default;
        if (DhcpView.TryCreate(message, out DhcpView view) is not WireError.None)
        {
            return DhcpVerdict.Malformed;
        }

        if (view.Operation is not DhcpOperation.Request)
        {
            return DhcpVerdict.NotARequest;
        }

        if (DhcpHeader.TryParse(view, out DhcpHeader header) is not WireError.None || header.Mac.IsMulticast || header.Mac == default)
        {
            return DhcpVerdict.StrangeHardware;
        }

        if (header.RelayAddress != IpAddress.AnyV4)
        {
            return DhcpVerdict.Relayed;
        }

        request = Read(view, header, scratch);
        return null;
    }

    private static DhcpRequest Read(DhcpView view, scoped in DhcpHeader header, Span<byte> scratch)
    {
        const int part = DhcpOption.MaximumLength;
        bool hasClientId = view.TryFind(DhcpOptionCode.ClientIdentifier, scratch[..part], out ReadOnlySpan<byte> clientId)
            && !clientId.IsEmpty;
        _ = view.TryFind(DhcpOptionCode.ParameterRequestList, scratch.Slice(part, part), out ReadOnlySpan<byte> parameters);
        _ = view.TryFind(DhcpOptionCode.HostName, scratch.Slice(2 * part, part), out ReadOnlySpan<byte> hostName);
        DhcpMessageType type = view.MessageType;
        return new DhcpRequest
        {
            Header = header,
            Type = type,
            RequestedAddress = view.TryReadAddress(DhcpOptionCode.RequestedAddress, out IpAddress requested) ? requested : default,
            ServerIdentifier = view.TryReadAddress(DhcpOptionCode.ServerIdentifier, out IpAddress server) ? server : default,
            LeaseTime = view.TryReadUInt32(DhcpOptionCode.LeaseTime, out uint seconds) ? TimeSpan.FromSeconds(seconds) : null,
            ClientId = hasClientId ? clientId : DefaultClientId(header.Mac, scratch[(3 * part)..]),
            HasClientId = hasClientId,
            Parameters = parameters,
            HostName = DhcpHostName.FirstLabel(hostName),
            WantsRapidCommit = view.TryFind(DhcpOptionCode.RapidCommit, [], out _),
            Limit = LimitOf(view, type),
        };
    }

    private static ReadOnlySpan<byte> DefaultClientId(MacAddress mac, Span<byte> destination)
    {
        destination[0] = DhcpHeader.EthernetType;
        mac.WriteTo(destination[1..]);
        return destination[..DefaultClientIdLength];
    }

    /// <summary>
    /// Option 57 counts the whole datagram: RFC 2132 §9.10 does not say so, but its minimum of 576 is the datagram that every host takes.
    /// </summary>
    private static int LimitOf(DhcpView view, DhcpMessageType type)
    {
        if (type is DhcpMessageType.Bootp)
        {
            return DhcpOptionWriter.MinimumMessage;
        }

        int datagram = view.TryReadUInt16(DhcpOptionCode.MaximumMessageSize, out ushort maximum) ? maximum : MinimumDatagram;
        return Math.Max(datagram, MinimumDatagram) - IpAndUdp;
    }
}
