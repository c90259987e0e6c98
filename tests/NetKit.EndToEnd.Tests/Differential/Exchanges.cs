using System.Collections.Generic;
using static NetKit.Netstack.Wire.TcpFlags;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>What is compared: every state of RFC 9293 figure 5, and in each what a peer may do right or wrong.</summary>
internal static class Exchanges
{
    public static IReadOnlyList<Exchange> All { get; } =
    [
        // LISTEN
        new Exchange("SYN to a closed port") { IsRefused = true }.Peer(Syn, 0),
        new Exchange("ACK in LISTEN").Peer(Ack, 5, 77),
        new Exchange("RST in LISTEN").Peer(Reset, 5),
        new Exchange("FIN in LISTEN").Peer(Fin, 5),
        new Exchange("SYN+ACK in LISTEN").Peer(Syn | Ack, 0, 77),
        new Exchange("data on the SYN").Peer(Syn, 0, length: 10).Peer(Ack, 1, 1).Peer(Ack, 1, 1, 10),
        new Exchange("SYN+FIN in LISTEN").Peer(Syn | Fin, 0),

        // SYN-RCVD
        new Exchange("handshake").Opened(),
        new Exchange("SYN again in SYN-RCVD").Peer(Syn, 0).Peer(Syn, 0).Peer(Ack, 1, 1),
        new Exchange("wrong ACK in SYN-RCVD").Peer(Syn, 0).Peer(Ack, 1, 99),
        new Exchange("RST in SYN-RCVD").Peer(Syn, 0).Peer(Reset, 1).Peer(Ack, 1, 1),
        new Exchange("RST outside the window in SYN-RCVD").Peer(Syn, 0).Peer(Reset, 100_000).Peer(Ack, 1, 1).Peer(Ack, 1, 1, 5),
        new Exchange("data with the ACK of the handshake").Peer(Syn, 0).Peer(Ack, 1, 1, 20),
        new Exchange("FIN with the ACK of the handshake").Peer(Syn, 0).Peer(Ack | Fin, 1, 1),
        new Exchange("other SYN in SYN-RCVD").Peer(Syn, 0).Peer(Syn, 500).Peer(Ack, 1, 1),

        // SYN-SENT
        new Exchange("active open").Connects().Peer(Syn | Ack, 0, 1).Peer(Ack, 1, 1, 5),
        new Exchange("wrong ACK in SYN-SENT").Connects().Peer(Ack, 5, 99),
        new Exchange("SYN+ACK with a wrong ACK in SYN-SENT").Connects().Peer(Syn | Ack, 0, 99).Peer(Syn | Ack, 0, 1),
        new Exchange("RST in SYN-SENT").Connects().Peer(Reset | Ack, 0, 1).Peer(Syn | Ack, 0, 1),
        new Exchange("RST without ACK in SYN-SENT").Connects().Peer(Reset, 0).Peer(Syn | Ack, 0, 1),
        new Exchange("simultaneous open").Connects().Peer(Syn, 0).Peer(Syn | Ack, 0, 1).Peer(Ack, 1, 1, 5),
        new Exchange("simultaneous open ended by an ACK").Connects().Peer(Syn, 0).Peer(Ack, 1, 1).Peer(Ack, 1, 1, 5),

        // ESTABLISHED
        new Exchange("data in order").Opened().Peer(Ack, 1, 1, 100).Peer(Ack, 101, 1, 1000),
        new Exchange("data out of order").Opened().Peer(Ack, 101, 1, 100).Peer(Ack, 1, 1, 100),
        new Exchange("data twice").Opened().Peer(Ack, 1, 1, 100).Peer(Ack, 1, 1, 100),
        new Exchange("data that overlaps").Opened().Peer(Ack, 1, 1, 100).Peer(Ack, 51, 1, 100),
        new Exchange("data before the window").Opened().Peer(Ack, -500, 1, 100),
        new Exchange("data beyond the window").Opened().Peer(Ack, 1_000_000, 1, 100),
        new Exchange("data that acknowledges nothing new, long ago").Opened().Writes(500).Peer(Ack, 1, 501).Peer(Ack, 1, -200_000, 10),
        new Exchange("old ACK").Opened().Writes(500).Peer(Ack, 1, 501).Peer(Ack, 1, 100),
        new Exchange("ACK of unsent data").Opened().Peer(Ack, 1, 5000),
        new Exchange("ACK of unsent data, with data").Opened().Peer(Ack, 1, 5000, 10).Peer(Ack, 1, 1, 10),
        new Exchange("data without ACK").Opened().Peer(Push, 1, length: 10).Peer(Ack, 1, 1, 10),
        new Exchange("SYN in the window").Opened().Peer(Syn, 100).Peer(Ack, 1, 1, 5),
        new Exchange("SYN at the next octet").Opened().Peer(Syn, 1).Peer(Ack, 1, 1, 5),
        new Exchange("SYN before the window").Opened().Peer(Syn, 0).Peer(Ack, 1, 1, 5),
        new Exchange("SYN+ACK in ESTABLISHED").Opened().Peer(Syn | Ack, 0, 1).Peer(Ack, 1, 1, 5),
        new Exchange("RST at the next octet").Opened().Peer(Reset, 1).Peer(Ack, 1, 1, 5),
        new Exchange("RST in the window").Opened().Peer(Reset, 100).Peer(Ack, 1, 1, 5),
        new Exchange("RST outside the window").Opened().Peer(Reset, 1_000_000).Peer(Ack, 1, 1, 5),
        new Exchange("RST before the window").Opened().Peer(Reset, 0).Peer(Ack, 1, 1, 5),
        new Exchange("keepalive probe").Opened().Peer(Ack, 0, 1),
        new Exchange("keepalive probe with an octet").Opened().Peer(Ack, 1, 1, 1).Peer(Ack, 1, 1, 1),
        new Exchange("urgent data").Opened().Peer(Ack | Urgent, 1, 1, 10, urgent: 5).Peer(Ack, 11, 1, 10),
        new Exchange("urgent pointer beyond the data").Opened().Peer(Ack | Urgent, 1, 1, 10, urgent: 500).Peer(Ack, 11, 1, 10),
        new Exchange("nothing set").Opened().Peer(0, 1).Peer(Ack, 1, 1, 5),
        new Exchange("everything set").Opened().Peer(Syn | Fin | Reset | Push | Ack | Urgent, 1, 1).Peer(Ack, 1, 1, 5),

        // Windows
        new Exchange("owner writes").Opened().Writes(500).Peer(Ack, 1, 501),
        new Exchange("owner writes more than a segment").Opened().Writes(2500).Peer(Ack, 1, 2501),
        new Exchange("shut window").Peer(Syn, 0).Peer(Ack, 1, 1, window: 0).Writes(500).Peer(Ack, 1, 1).Peer(Ack, 1, 501),
        new Exchange("small window").Peer(Syn, 0).Peer(Ack, 1, 1, window: 300).Writes(200).Peer(Ack, 1, 201, window: 0).Writes(50),
        new Exchange("zero window probe").Opened().Hesitates().Peer(Ack, 1, 1, 100).Peer(Ack, 100, 1, 1).Reads(),

        // Closing: the peer first
        new Exchange("FIN").Opened().Peer(Ack | Fin, 1, 1).Finishes().Peer(Ack, 2, 2).Peer(Ack, 2, 2),
        new Exchange("FIN with data").Opened().Peer(Ack | Fin, 1, 1, 10).Finishes().Peer(Ack, 12, 2),
        new Exchange("FIN out of order").Opened().Peer(Ack | Fin, 101, 1).Peer(Ack, 1, 1, 100),
        new Exchange("FIN twice").Opened().Peer(Ack | Fin, 1, 1).Peer(Ack | Fin, 1, 1),
        new Exchange("data behind the FIN in CLOSE-WAIT").Opened().Peer(Ack | Fin, 1, 1).Peer(Ack, 2, 1, 10),
        new Exchange("half-close by the peer").Opened().Peer(Ack | Fin, 1, 1).Writes(500).Peer(Ack, 2, 501).Finishes().Peer(Ack, 2, 502),
        new Exchange("RST in CLOSE-WAIT").Opened().Peer(Ack | Fin, 1, 1).Peer(Reset, 2).Peer(Ack, 2, 1),
        new Exchange("FIN again in LAST-ACK").Opened().Peer(Ack | Fin, 1, 1).Finishes().Peer(Ack | Fin, 1, 1).Peer(Ack, 2, 2),
        new Exchange("ACK of unsent data in LAST-ACK").Opened().Peer(Ack | Fin, 1, 1).Finishes().Peer(Ack, 2, 50).Peer(Ack, 2, 2),
        new Exchange("SYN in LAST-ACK").Opened().Peer(Ack | Fin, 1, 1).Finishes().Peer(Syn, 2).Peer(Ack, 2, 2),

        // Closing: the owner first
        new Exchange("owner finishes first").Opened().Finishes().Peer(Ack, 1, 2).Peer(Ack | Fin, 1, 2).Peer(Ack, 2, 2),
        new Exchange("FIN+ACK in FIN-WAIT-1").Opened().Finishes().Peer(Ack | Fin, 1, 2).Peer(Ack | Fin, 1, 2),
        new Exchange("data in FIN-WAIT-1").Opened().Finishes().Peer(Ack, 1, 1, 10).Peer(Ack, 11, 2),
        new Exchange("RST in FIN-WAIT-1").Opened().Finishes().Peer(Reset, 1).Peer(Ack, 1, 2),
        new Exchange("half-close by the owner").Opened().Finishes().Peer(Ack, 1, 2).Peer(Ack, 1, 2, 100).Peer(Ack | Fin, 101, 2, 100),
        new Exchange("SYN in FIN-WAIT-2").Opened().Finishes().Peer(Ack, 1, 2).Peer(Syn, 100).Peer(Ack | Fin, 1, 2),
        new Exchange("RST in FIN-WAIT-2").Opened().Finishes().Peer(Ack, 1, 2).Peer(Reset, 1).Peer(Ack | Fin, 1, 2),
        new Exchange("simultaneous close").Opened().Finishes().Peer(Ack | Fin, 1, 1).Peer(Ack, 2, 2).Peer(Ack, 2, 2),
        new Exchange("data behind the FIN in CLOSING").Opened().Finishes().Peer(Ack | Fin, 1, 1).Peer(Ack, 2, 1, 10).Peer(Ack, 2, 2),

        // TIME-WAIT
        new Exchange("FIN again in TIME-WAIT").Opened().Finishes().Peer(Ack | Fin, 1, 2).Waits(300).Peer(Ack | Fin, 1, 2),
        new Exchange("data in TIME-WAIT").Opened().Finishes().Peer(Ack | Fin, 1, 2).Waits(300).Peer(Ack, 2, 2, 10),
        new Exchange("old data in TIME-WAIT").Opened().Finishes().Peer(Ack | Fin, 1, 2).Waits(300).Peer(Ack, 1, 2, 1),
        new Exchange("RST in TIME-WAIT").Opened().Finishes().Peer(Ack | Fin, 1, 2).Peer(Reset, 2).Peer(Ack | Fin, 1, 2),
        new Exchange("new SYN in TIME-WAIT").Opened().Finishes().Peer(Ack | Fin, 1, 2).Peer(Syn, 10_000),
        new Exchange("old SYN in TIME-WAIT").Opened().Finishes().Peer(Ack | Fin, 1, 2).Waits(300).Peer(Syn, -10_000),

        // Aborts
        new Exchange("owner aborts").Opened().Aborts().Peer(Ack, 1, 1, 10),
        new Exchange("owner aborts with data under way").Opened().Writes(500).Aborts().Peer(Ack, 1, 501),
        new Exchange("owner aborts in CLOSE-WAIT").Opened().Peer(Ack | Fin, 1, 1).Aborts().Peer(Ack, 2, 1),
    ];
}
