using System;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Services.Ntp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NetKit.Netstack.Wire.Ntp;

namespace NetKit.Fuzz.Services;

/// <summary>The name server in front of its cache, the cut of its TCP stream, and the time server.</summary>
internal static class NameServers
{
    private const int MostEntries = 8;

    public static void Front(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        DnsZoneOptions zone = new()
        {
            Gateways = [IpAddress.FromV4(10, 0, 2, 2), new IpAddress(0xFD00_0000_0000_0000, 2)],
            Endpoints = [new DnsHost("box", [IpAddress.FromV4(10, 0, 2, 100)])],
            Subnets = [IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24)],
        };
        DnsFront front = new(new DnsZone(zone, 1), new DnsCacheOptions { Entries = MostEntries, Octets = 4096 }, 1);
        Instant now = Sequence.Start;
        byte[] reply = new byte[DnsStreamFramer.MaximumMessage];
        byte[] pending = [];
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            now += Sequence.Pause(decision);
            ReadOnlySpan<byte> message = Sequence.Message(ref reader);

            // What follows a forwarded query may be its answer.
            if (pending.Length > 0 && (decision & 8) == 0 && DnsQueryView.TryCreate(pending, out DnsQueryView asked) is WireError.None)
            {
                front.Learn(now, asked, message);
            }

            Ask(front, now, message, (decision & 16) == 0 ? DnsTransport.Udp : DnsTransport.Tcp, reply, ref pending);
            Oracle.Holds(front.CachedMessages <= MostEntries, $"{front.CachedMessages} cached messages");
        }
    }

    /// <summary>Every message comes out of the stream as it went in, however the stream is cut.</summary>
    public static void Framer(ReadOnlySpan<byte> input)
    {
        DnsStreamFramer framer = new();
        InputReader reader = new(input);
        int written = 0;
        int read = 0;
        while (!reader.IsEmpty)
        {
            ReadOnlySpan<byte> piece = reader.Take(1 + reader.Octet());
            while (!piece.IsEmpty)
            {
                int taken = framer.Write(piece);
                Oracle.Holds(taken > 0, "a framer that was emptied takes nothing");
                written += taken;
                piece = piece[taken..];
                while (framer.TryRead(out ReadOnlySpan<byte> message))
                {
                    read += DnsStreamFramer.PrefixLength + message.Length;
                }
            }
        }

        Oracle.Holds(read + framer.Pending == written, "octets that were neither read nor kept");
    }

    public static void Ntp(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        NtpServer server = new(new NtpServerOptions { RepliesPerSecond = 10, Burst = 20 });
        Instant now = Sequence.Start;
        byte[] reply = new byte[128];
        long asked = 0;
        while (!reader.IsEmpty)
        {
            now += Sequence.Pause(reader.Octet());
            long ticks = DateTime.UnixEpoch.Ticks + now.Ticks;
            NtpClock clock = new() { ReceiveTicks = ticks, TransmitTicks = ticks, ReferenceTicks = ticks, Stratum = 5, Precision = -23 };
            ReadOnlySpan<byte> request = Sequence.Message(ref reader);
            asked++;
            if (server.TryAnswer(now, clock, request, reply, out int length))
            {
                bool isAnswer = NtpHeader.TryParse(reply.AsSpan(0, length), out NtpHeader answer) is WireError.None
                    && NtpHeader.TryParse(request, out NtpHeader question) is WireError.None
                    && answer.OriginTime == question.TransmitTime && answer.Mode is NtpMode.Server;
                Oracle.Holds(isAnswer && length <= request.Length, "no answer to the question, or a longer one");
            }
        }

        Oracle.Holds(server.Counters.Received == asked, "a message that was not counted once");
    }

    private static void Ask(
        DnsFront front, Instant now, ReadOnlySpan<byte> message, DnsTransport transport, byte[] reply, ref byte[] pending)
    {
        DnsVerdict verdict = front.Examine(now, message, transport, reply, out int length, out DnsQueryView query);
        if (verdict is DnsVerdict.Forward)
        {
            pending = query.Message.ToArray();
        }
        else if (verdict is DnsVerdict.Answered)
        {
            bool isReply = DnsHeader.TryParse(reply.AsSpan(0, length), out DnsHeader header) is WireError.None && header.IsResponse
                && (header.Questions == 0 || DnsQuestion.TryParse(reply.AsSpan(0, length), out _) is WireError.None);
            Oracle.Holds(isReply, "the answer is no reply");
            bool fits = DnsQueryView.TryCreate(message, out DnsQueryView asked) is not WireError.None
                || length <= DnsFront.LimitOf(asked, transport);
            Oracle.Holds(fits, $"an answer of {length} octets is longer than the asker takes");
        }
    }
}
