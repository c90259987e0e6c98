using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NetKit.Netstack.Wire.Dhcpv6;
using NetKit.Netstack.Wire.Ntp;

namespace NetKit.Fuzz.Parsers;

/// <summary>DHCP, DHCPv6 and NTP messages.</summary>
internal static class LeaseReaders
{
    public static void Dhcp(ReadOnlySpan<byte> octets)
    {
        if (DhcpView.TryCreate(octets, out DhcpView view) is not WireError.None)
        {
            return;
        }

        int total = 0;
        DhcpOptionWalker walker = view.Options;
        while (walker.MoveNext())
        {
            total += DhcpOption.PrefixLength + walker.Current.Data.Length;
        }

        Oracle.Holds(total <= octets.Length, "more options than octets");
        Span<byte> scratch = stackalloc byte[64];
        for (int code = 0; code <= byte.MaxValue; code++)
        {
            _ = view.TryFind((DhcpOptionCode)code, scratch, out ReadOnlySpan<byte> value);
            Oracle.Holds(value.Length <= octets.Length, "a value longer than the message");
        }

        _ = view.MessageType;
        _ = view.ClientHardware;
        if (DhcpHeader.TryParse(view, out DhcpHeader header) is WireError.None)
        {
            byte[] emitted = new byte[DhcpHeader.Length];
            header.Emit(emitted);
            bool isSame = DhcpView.TryCreate(emitted, out DhcpView again) is WireError.None
                && DhcpHeader.TryParse(again, out DhcpHeader reread) is WireError.None && reread == header;
            Oracle.Holds(isSame, $"{header} is another one when it was emitted");
        }
    }

    public static void Dhcpv6(ReadOnlySpan<byte> octets)
    {
        if (Dhcpv6View.TryCreate(octets, out Dhcpv6View view) is not WireError.None)
        {
            return;
        }

        int total = 0;
        Dhcpv6OptionWalker walker = view.Options;
        while (walker.MoveNext())
        {
            ReadOnlySpan<byte> data = walker.Current.Data;
            total += data.Length;
            _ = Dhcpv6Address.TryRead(data, out _);
            if (Dhcpv6AssociationView.TryCreate(data, out Dhcpv6AssociationView association) is WireError.None)
            {
                Dhcpv6OptionWalker inner = association.Options;
                while (inner.MoveNext())
                {
                    _ = Dhcpv6Address.TryRead(inner.Current.Data, out _);
                }
            }
        }

        Oracle.Holds(total <= octets.Length, "more options than octets");
        _ = view.TryFind(Dhcpv6OptionCode.ClientIdentifier, out _);
    }

    public static void Ntp(ReadOnlySpan<byte> octets)
    {
        if (NtpHeader.TryParse(octets, out NtpHeader header) is WireError.None)
        {
            byte[] emitted = new byte[NtpHeader.Length];
            header.Emit(emitted);
            Oracle.Same(emitted, octets[..NtpHeader.Length], "emitted");
            _ = header.TransmitTime.ToUtcTicks(DateTime.UnixEpoch.Ticks);
        }
    }
}
