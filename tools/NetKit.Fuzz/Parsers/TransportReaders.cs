using System;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Parsers;

/// <summary>UDP and TCP with its options: what is accepted means the same when it is emitted and read again.</summary>
internal static class TransportReaders
{
    public static void Udp(ReadOnlySpan<byte> octets)
    {
        if (UdpView.TryCreate(octets, out UdpView view) is WireError.None)
        {
            _ = view.ChecksumIsValid(default);
            byte[] emitted = new byte[UdpHeader.Length];
            new UdpHeader(view.SourcePort, view.DestinationPort, view.Payload.Length).Emit(emitted);
            Oracle.Same(emitted.AsSpan(0, UdpHeader.ChecksumOffset), octets[..UdpHeader.ChecksumOffset], "emitted");
        }
    }

    public static void Tcp(ReadOnlySpan<byte> octets)
    {
        if (TcpView.TryCreate(octets, out TcpView view) is not WireError.None)
        {
            return;
        }

        _ = view.ChecksumIsValid(default);
        Oracle.Holds(view.HeaderLength + view.Payload.Length == octets.Length, "header and payload are not the segment");
        Oracle.Holds(view.HeaderLength - view.Options.Length == TcpHeader.MinimumLength, "options are not what the header has more");
        if (TcpHeader.TryParse(view, out TcpHeader header) is not WireError.None)
        {
            return;
        }

        Oracle.Holds(header.Options.WindowScale <= TcpOptions.MaximumWindowScale, "a window scale beyond RFC 7323 §2.3");
        byte[] emitted = new byte[header.Length];
        header.Emit(emitted);
        bool isRead = TcpView.TryCreate(emitted, out TcpView again) is WireError.None;
        Oracle.Holds(isRead, "the emitted header is not valid");
        isRead = TcpHeader.TryParse(again, out TcpHeader reread) is WireError.None;

        // How many blocks have room depends on the padding of the other options, which emission chooses anew.
        Oracle.Holds(isRead && WithoutBlocks(reread) == WithoutBlocks(header), $"{header} is another one when it was emitted");
        Oracle.Holds(reread.Options.SackCount <= header.Options.SackCount, "SACK blocks out of nowhere");
    }

    private static TcpHeader WithoutBlocks(TcpHeader header) => header with { Options = header.Options with { SackBlocks = default } };
}
