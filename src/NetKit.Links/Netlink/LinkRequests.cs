using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Netlink;

/// <summary>The requests that set an interface up, as octets (linux/rtnetlink.h, if_link.h, if_addr.h).</summary>
internal static class LinkRequests
{
    /// <summary>Room for each of the requests below.</summary>
    public const int MaximumLength = 128;

    private const ushort NewLink = 16;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;

    private const ushort Create = 0x400;
    private const ushort Replace = 0x100;

    private const byte FamilyV4 = 2;
    private const byte FamilyV6 = 10;

    /// <summary>Sets what is given and leaves the rest as it is.</summary>
    public static ReadOnlySpan<byte> SetLink(Span<byte> buffer, uint index, int? mtu, MacAddress? mac, int? queueLength)
    {
        NetlinkRequest request = new(buffer, NewLink, 0);
        WriteInterface(request.Fixed(16), index, up: false);
        if (mac is { } address)
        {
            request.Add(1, address);                // IFLA_ADDRESS
        }

        if (mtu is { } octets)
        {
            request.Add(4, (uint)octets);           // IFLA_MTU
        }

        if (queueLength is { } frames)
        {
            request.Add(13, (uint)frames);          // IFLA_TXQLEN
        }

        return request.Finish();
    }

    public static ReadOnlySpan<byte> BringUp(Span<byte> buffer, uint index)
    {
        NetlinkRequest request = new(buffer, NewLink, 0);
        WriteInterface(request.Fixed(16), index, up: true);
        return request.Finish();
    }

    /// <summary>An IPv6 address is usable at once: the wire has two ends, and duplicate detection would cost a second.</summary>
    public static ReadOnlySpan<byte> AddAddress(Span<byte> buffer, uint index, IpAddress address, int prefixLength)
    {
        const byte NoDuplicateDetection = 0x02;     // IFA_F_NODAD
        NetlinkRequest request = new(buffer, NewAddress, Create | Replace);

        // struct ifaddrmsg { u8 family; u8 prefixlen; u8 flags; u8 scope; u32 index; }
        Span<byte> message = request.Fixed(8);
        message[0] = address.IsV4 ? FamilyV4 : FamilyV6;
        message[1] = (byte)prefixLength;
        message[2] = address.IsV4 ? (byte)0 : NoDuplicateDetection;
        BinaryPrimitives.WriteUInt32LittleEndian(message[4..], index);
        request.Add(2, address);                    // IFA_LOCAL
        request.Add(1, address);                    // IFA_ADDRESS
        if (address.IsV4 && prefixLength < 31)
        {
            request.Add(4, IpPrefix.Of(address, prefixLength).BroadcastV4);     // IFA_BROADCAST
        }

        return request.Finish();
    }

    /// <summary>A default route; <paramref name="onLink"/> when the gateway is outside the interface's own network.</summary>
    public static ReadOnlySpan<byte> AddDefaultRoute(Span<byte> buffer, uint index, IpAddress gateway, bool onLink)
    {
        const byte MainTable = 254;
        const byte BootProtocol = 3;                // RTPROT_BOOT: what ip(8) says too
        const byte Unicast = 1;
        const uint OnLink = 4;                      // RTNH_F_ONLINK
        NetlinkRequest request = new(buffer, NewRoute, Create | Replace);

        // struct rtmsg { u8 family, dst_len, src_len, tos, table, protocol, scope, type; u32 flags; }
        Span<byte> message = request.Fixed(12);
        message[0] = gateway.IsV4 ? FamilyV4 : FamilyV6;
        message[4] = MainTable;
        message[5] = BootProtocol;
        message[7] = Unicast;
        BinaryPrimitives.WriteUInt32LittleEndian(message[8..], onLink ? OnLink : 0);
        request.Add(5, gateway);                    // RTA_GATEWAY
        request.Add(4, index);                      // RTA_OIF
        return request.Finish();
    }

    private static void WriteInterface(Span<byte> message, uint index, bool up)
    {
        // struct ifinfomsg { u8 family, pad; u16 type; s32 index; u32 flags; u32 change; }
        const uint Up = 1;                          // IFF_UP
        BinaryPrimitives.WriteUInt32LittleEndian(message[4..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(message[8..], up ? Up : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(message[12..], up ? Up : 0);
    }
}
