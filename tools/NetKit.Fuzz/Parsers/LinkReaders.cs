using System;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Parsers;

/// <summary>Ethernet and ARP: what is accepted is emitted as it was.</summary>
internal static class LinkReaders
{
    public static void Ethernet(ReadOnlySpan<byte> octets)
    {
        if (EthernetView.TryCreate(octets, out EthernetView view) is not WireError.None)
        {
            return;
        }

        byte[] emitted = new byte[EthernetHeader.Length];
        new EthernetHeader(view.Destination, view.Source, view.Type).Emit(emitted);
        Oracle.Same(emitted, octets[..EthernetHeader.Length], "emitted");
        Oracle.Holds(view.Payload.Length == octets.Length - EthernetHeader.Length, "payload and header are not the frame");
    }

    public static void Arp(ReadOnlySpan<byte> octets)
    {
        if (ArpView.TryCreate(octets, out ArpView view) is not WireError.None)
        {
            return;
        }

        _ = view.Operation;
        if (ArpHeader.TryParse(view, out ArpHeader header) is WireError.None)
        {
            byte[] emitted = new byte[ArpHeader.Length];
            header.Emit(emitted);
            Oracle.Same(emitted, octets[..ArpHeader.Length], "emitted");
        }
    }
}
