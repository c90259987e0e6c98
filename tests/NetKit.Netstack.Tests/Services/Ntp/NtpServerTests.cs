using System;
using NetKit.Netstack.Services.Ntp;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ntp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Services.Ntp;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NtpServerTests
{
    private static readonly long Received = new DateTime(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly NtpClock Clock = new()
    {
        ReceiveTicks = Received,
        TransmitTicks = Received + 250,
        ReferenceTicks = Received - TimeSpan.TicksPerMinute,
        Stratum = 3,
        Leap = NtpLeap.Insert,
        Precision = -23,
        RootDelay = TimeSpan.FromMilliseconds(500),
        RootDispersion = TimeSpan.FromMilliseconds(250),
        ReferenceId = 0xC0A80101,
    };

    private readonly NtpServer _server = new(new NtpServerOptions());
    private readonly byte[] _reply = new byte[64];

    /// <summary>A request as chronyd and sntp clients send it: version 4, mode 3, and 64 bits that mean nothing to anybody else.</summary>
    private static byte[] Request(byte first = 0x23) => [first, 0, 6, 0x20, .. new byte[36], .. Octets.Of("0123456789abcdef")];

    private NtpHeader? Ask(byte[] request, NtpClock? clock = null, Instant now = default)
    {
        Array.Fill(_reply, (byte)0xEE);
        bool answered = _server.TryAnswer(now, clock ?? Clock, request, _reply, out int length);
        Assert.That(length, Is.EqualTo(answered ? NtpHeader.Length : 0));
        Assert.That(_reply[length..], Is.All.EqualTo(0xEE));
        return answered && NtpHeader.TryParse(_reply, out NtpHeader header) is WireError.None ? header : null;
    }

    [Test]
    public void A_client_gets_the_time_and_what_it_is_worth() =>
        Assert.That(Ask(Request()), Is.EqualTo(new NtpHeader
        {
            Leap = NtpLeap.Insert,
            Version = 4,
            Mode = NtpMode.Server,
            Stratum = 3,
            Poll = 6,
            Precision = -23,
            RootDelay = new NtpShort(0x8000),
            RootDispersion = new NtpShort(0x4000),
            ReferenceId = 0xC0A80101,
            ReferenceTime = NtpTimestamp.FromUtcTicks(Received - TimeSpan.TicksPerMinute),
            OriginTime = new NtpTimestamp(0x0123456789ABCDEF),
            ReceiveTime = NtpTimestamp.FromUtcTicks(Received),
            TransmitTime = NtpTimestamp.FromUtcTicks(Received + 250),
        }));

    [TestCase((byte)0x0B, 1)]
    [TestCase((byte)0x13, 2)]
    [TestCase((byte)0x1B, 3)]
    [TestCase((byte)0x23, 4)]
    [TestCase((byte)0xE3, 4)]
    [TestCase((byte)0x08, 1)]
    public void Clients_of_each_version_are_answered_in_it(byte first, int version)
    {
        NtpHeader header = Ask(Request(first))!.Value;
        Assert.That((header.Version, header.Mode), Is.EqualTo(((byte)version, NtpMode.Server)));
        Assert.That(header.OriginTime, Is.EqualTo(new NtpTimestamp(0x0123456789ABCDEF)));
    }

    [Test]
    public void Every_other_first_octet_is_dropped_and_counted()
    {
        for (int first = 0; first < 64; first++)
        {
            bool isRequest = first is 0x08 or 0x0B or 0x13 or 0x1B or 0x23;
            Assert.That(Ask(Request((byte)first)).HasValue, Is.EqualTo(isRequest), $"0x{first:x2}");
        }

        Assert.That(_server.Counters, Is.EqualTo(new NtpCounters { Answered = 5, BadVersion = 32, NotARequest = 27 }));
    }

    [Test]
    public void The_shortest_SNTP_request_is_answered()
    {
        byte[] request = new byte[48];
        request[0] = 0x1B;
        NtpHeader header = Ask(request)!.Value;
        Assert.That((header.OriginTime, header.Poll), Is.EqualTo((default(NtpTimestamp), (sbyte)0)), "zero comes back as zero");
    }

    [Test]
    public void Every_truncation_is_dropped_and_counted()
    {
        byte[] request = Request();
        for (int length = 0; length < 48; length++)
        {
            Assert.That(Ask(request[..length]), Is.Null);
        }

        Assert.That(_server.Counters, Is.EqualTo(new NtpCounters { Malformed = 48 }));
    }

    [TestCase(4)]
    [TestCase(20)]
    [TestCase(24)]
    [TestCase(1424)]
    public void What_follows_the_header_does_not_make_the_reply_longer(int more) =>
        Assert.That(Ask([.. Request(), .. Octets.Random(7822, more)]), Is.Not.Null);

    [TestCase((byte)0, NtpLeap.None)]
    [TestCase((byte)16, NtpLeap.None)]
    [TestCase((byte)2, NtpLeap.Unsynchronized)]
    public void A_clock_that_was_not_set_says_so(byte stratum, NtpLeap leap)
    {
        NtpHeader header = Ask(Request(), Clock with { Stratum = stratum, Leap = leap, ReferenceTicks = 0 })!.Value;
        Assert.That((header.Leap, header.Stratum, header.ReferenceId), Is.EqualTo((NtpLeap.Unsynchronized, (byte)0, 0x494E4954U)));
        Assert.That(header.ReferenceTime, Is.EqualTo(default(NtpTimestamp)));
        Assert.That(_server.Counters, Is.EqualTo(new NtpCounters { Unsynchronized = 1 }));
    }

    [Test]
    public void The_time_is_right_on_both_sides_of_2036()
    {
        long end = new DateTime(2036, 2, 7, 6, 28, 16, DateTimeKind.Utc).Ticks;
        foreach (long ticks in (long[])[end - 1, end, end + 1, end + TimeSpan.TicksPerDay * 365])
        {
            NtpHeader header = Ask(Request(), Clock with { ReceiveTicks = ticks, TransmitTicks = ticks + 10 })!.Value;
            Assert.That(header.ReceiveTime.ToUtcTicks(ticks), Is.EqualTo(ticks));
            Assert.That(header.TransmitTime.ToUtcTicks(Received), Is.EqualTo(ticks + 10), "as seen by a client of today");
        }
    }

    [Test]
    public void Too_many_requests_are_dropped_until_time_has_passed()
    {
        NtpServer server = new(new NtpServerOptions { RepliesPerSecond = 10, Burst = 3 });
        int Answered(long milliseconds, int requests)
        {
            int answered = 0;
            for (int i = 0; i < requests; i++)
            {
                answered += server.TryAnswer(Instant.FromMilliseconds(milliseconds), Clock, Request(), _reply, out _) ? 1 : 0;
            }

            return answered;
        }

        Assert.That(Answered(0, 10), Is.EqualTo(3));
        Assert.That(Answered(99, 10), Is.Zero);
        Assert.That(Answered(100, 10), Is.EqualTo(1));
        Assert.That(Answered(300, 10), Is.EqualTo(2));
        Assert.That(Answered(1_000_000_000_000, 10), Is.EqualTo(3), "no more than the burst after a long time");
        Assert.That(server.Counters, Is.EqualTo(new NtpCounters { Answered = 9, Limited = 41 }));
        Assert.That(server.Counters.Received, Is.EqualTo(50));
    }

    [Test]
    public void A_limit_that_answers_nothing_is_a_mistake()
    {
        Assert.That(() => new NtpServer(new NtpServerOptions { RepliesPerSecond = 0 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new NtpServer(new NtpServerOptions { Burst = 0 }), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void An_answer_costs_no_memory()
    {
        byte[] request = Request();
        _ = _server.TryAnswer(default, Clock, request, _reply, out _);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            _ = _server.TryAnswer(Instant.FromMilliseconds(i), Clock, request, _reply, out _);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
