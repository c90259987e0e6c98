using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Netstack.Services.Ntp;
using NetKit.Netstack.Wire.Ntp;

namespace NetKit.Forwarding.Services;

/// <summary>The host's clock as an NTP server describes it.</summary>
/// <remarks>
/// The kernel knows whether something disciplines its clock and how large the error can be, but not how many servers lie between it
/// and a reference clock. So a disciplined clock is given a stratum that is certainly not too good, and an undisciplined one
/// the stratum by which servers that only have their own clock are known (RFC 5905 §3: the higher, the worse).
/// </remarks>
[SupportedOSPlatform("linux")]
internal static class HostClock
{
    private const byte DisciplinedStratum = 5;
    private const byte LocalStratum = 10;
    private const uint LocalReference = 0x4C4F_434C;        // "LOCL"

    // A tick of DateTime is 100 ns: 2^-23 s.
    private const sbyte Precision = -23;

    // What an undisciplined clock is off by is anybody's guess; half a second makes a client prefer every other server.
    private static readonly TimeSpan LocalDispersion = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the clock for a request that has just arrived.</summary>
    public static NtpClock Read()
    {
        long received = DateTime.UtcNow.Ticks;
        ClockState state = ClockState.Read();
        return new NtpClock
        {
            ReceiveTicks = received,
            Stratum = state.IsSynchronized ? DisciplinedStratum : LocalStratum,
            Leap = NtpLeap.None,
            Precision = Precision,
            RootDelay = TimeSpan.Zero,
            RootDispersion = state.IsSynchronized ? state.MaximumError : LocalDispersion,
            ReferenceId = LocalReference,
            ReferenceTicks = received,
            TransmitTicks = DateTime.UtcNow.Ticks,
        };
    }
}
