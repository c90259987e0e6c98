using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ntp;

namespace NetKit.Netstack.Services.Ntp;

/// <summary>
/// An NTP and SNTP server without state (RFC 5905 §8 and §14): it answers clients of the versions 1 to 4 from the host's clock and
/// nobody else. A reply is never longer than its request, so it amplifies nothing. Authentication is not offered: a key would have to
/// come from somewhere.
/// </summary>
/// <remarks>Not thread-safe: it belongs to one event loop.</remarks>
public sealed class NtpServer
{
    /// <summary>"INIT" (RFC 5905 §7.4): there is no time yet.</summary>
    private const uint InitCode = 0x494E_4954;

    // Ticks of credit; a reply costs one RepliesPerSecond-th of a second.
    private readonly long _cost;
    private readonly long _maximumCredit;
    private long _credit;
    private Instant _credited;

    public NtpServer(NtpServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RepliesPerSecond, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Burst, 1, nameof(options));
        _cost = Math.Max(1, TimeSpan.TicksPerSecond / options.RepliesPerSecond);
        _maximumCredit = _credit = _cost * options.Burst;
    }

    public NtpCounters Counters { get; private set; }

    /// <summary>Writes the reply to a request, if one is due.</summary>
    /// <param name="now">The time of the stack, for the limit.</param>
    /// <param name="clock">The time of the host, for the reply.</param>
    /// <param name="request">The payload of the UDP datagram.</param>
    /// <param name="reply">At least <see cref="NtpHeader.Length"/> octets.</param>
    /// <param name="length">Octets of the reply.</param>
    public bool TryAnswer(Instant now, in NtpClock clock, ReadOnlySpan<byte> request, Span<byte> reply, out int length)
    {
        length = 0;
        if (NtpHeader.TryParse(request, out NtpHeader header) is not WireError.None)
        {
            Counters = Counters with { Malformed = Counters.Malformed + 1 };
            return false;
        }

        if (header.Version is < 1 or > 4)
        {
            Counters = Counters with { BadVersion = Counters.BadVersion + 1 };
            return false;
        }

        if (!IsRequest(header))
        {
            Counters = Counters with { NotARequest = Counters.NotARequest + 1 };
            return false;
        }

        if (!TryPay(now))
        {
            Counters = Counters with { Limited = Counters.Limited + 1 };
            return false;
        }

        Counters = clock.IsSynchronized
            ? Counters with { Answered = Counters.Answered + 1 }
            : Counters with { Unsynchronized = Counters.Unsynchronized + 1 };
        Reply(header, clock).Emit(reply);
        length = NtpHeader.Length;
        return true;
    }

    private static bool IsRequest(in NtpHeader header) =>
        header.Mode is NtpMode.Client || header is { Mode: NtpMode.Reserved, Version: 1 };

    /// <summary>
    /// RFC 5905 §9.2, figure 32: version and poll come back as they came, and the client's transmit time as the origin, octet for
    /// octet. A client without a clock puts a random number there, so it is nothing to be understood.
    /// </summary>
    private static NtpHeader Reply(in NtpHeader request, in NtpClock clock) => new()
    {
        Leap = clock.IsSynchronized ? clock.Leap : NtpLeap.Unsynchronized,
        Version = request.Version,
        Mode = NtpMode.Server,
        Stratum = clock.IsSynchronized ? clock.Stratum : (byte)0,
        Poll = request.Poll,
        Precision = clock.Precision,
        RootDelay = NtpShort.From(clock.RootDelay),
        RootDispersion = NtpShort.From(clock.RootDispersion),
        ReferenceId = clock.IsSynchronized ? clock.ReferenceId : InitCode,
        ReferenceTime = clock.ReferenceTicks == 0 ? default : NtpTimestamp.FromUtcTicks(clock.ReferenceTicks),
        OriginTime = request.TransmitTime,
        ReceiveTime = NtpTimestamp.FromUtcTicks(clock.ReceiveTicks),
        TransmitTime = NtpTimestamp.FromUtcTicks(clock.TransmitTicks),
    };

    /// <summary>One bucket for all clients; what is over the limit is dropped, since a kiss-o'-death costs as much as the answer.</summary>
    private bool TryPay(Instant now)
    {
        _credit = Math.Min(_maximumCredit, _credit + Math.Min((now - _credited).Ticks, _maximumCredit));
        _credited = now;
        if (_credit < _cost)
        {
            return false;
        }

        _credit -= _cost;
        return true;
    }
}
