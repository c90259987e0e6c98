using System;
using NetKit.Netstack.Wire.Ntp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Ntp;

public sealed class NtpTimestampTests
{
    private static readonly DateTime NextEra = new(2036, 2, 7, 6, 28, 16, DateTimeKind.Utc);

    /// <summary>The dates of RFC 5905 §6 figure 4.</summary>
    [TestCase("1900-01-01T00:00:00Z", 0UL, 1UL)]
    [TestCase("1970-01-01T00:00:00Z", 2208988800UL, 0UL)]
    [TestCase("1972-01-01T00:00:00Z", 2272060800UL, 0UL)]
    [TestCase("1999-12-31T00:00:00Z", 3155587200UL, 0UL)]
    [TestCase("2036-02-07T06:28:15Z", 4294967295UL, 0UL)]
    [TestCase("2036-02-08T00:00:00Z", 63104UL, 0UL)]
    [TestCase("1899-12-31T00:00:00Z", 4294880896UL, 0UL)]
    public void A_date_has_its_seconds_in_its_era(string text, ulong seconds, ulong fraction) =>
        Assert.That(NtpTimestamp.FromUtcTicks(Ticks(text)), Is.EqualTo(new NtpTimestamp(seconds << 32 | fraction)));

    [Test]
    public void The_first_instant_of_an_era_is_not_unknown()
    {
        Assert.That(NtpTimestamp.FromUtcTicks(NextEra.Ticks).Value, Is.EqualTo(1));
        Assert.That(new NtpTimestamp(1).ToUtcTicks(NextEra.Ticks), Is.EqualTo(NextEra.Ticks));
    }

    [TestCase(5_000_000, 0x8000_0000U)]
    [TestCase(1, 429U)]
    [TestCase(9_999_999, 0xFFFF_FE52U + 1)]
    public void A_part_of_a_second_is_a_binary_fraction(int ticks, uint fraction) =>
        Assert.That((uint)NtpTimestamp.FromUtcTicks(Ticks("2026-11-25T12:00:00Z") + ticks).Value, Is.EqualTo(fraction).Within(1));

    [Test]
    public void Ticks_come_back_as_they_were_in_either_era()
    {
        Random random = new(5905);
        for (int i = 0; i < 20_000; i++)
        {
            long ticks = NextEra.Ticks + random.NextInt64(-TimeSpan.TicksPerDay * 20_000, TimeSpan.TicksPerDay * 20_000);
            long near = ticks + random.NextInt64(-TimeSpan.TicksPerDay * 24_000, TimeSpan.TicksPerDay * 24_000);
            Assert.That(NtpTimestamp.FromUtcTicks(ticks).ToUtcTicks(near), Is.EqualTo(ticks));
        }
    }

    [Test]
    public void Differences_over_the_end_of_an_era_are_right()
    {
        ulong before = NtpTimestamp.FromUtcTicks(NextEra.Ticks - TimeSpan.TicksPerSecond).Value;
        ulong after = NtpTimestamp.FromUtcTicks(NextEra.Ticks + TimeSpan.TicksPerSecond).Value;
        Assert.That(after - before, Is.EqualTo(2UL << 32));
    }

    [TestCase(0, 0U)]
    [TestCase(-1, 0U)]
    [TestCase(1, 1U)]
    [TestCase(10_000_000, 0x0001_0000U)]
    [TestCase(15_000_000, 0x0001_8000U)]
    [TestCase(655_359_999_999, uint.MaxValue)]
    [TestCase(655_360_000_000, uint.MaxValue)]
    [TestCase(long.MaxValue, uint.MaxValue)]
    public void A_duration_is_rounded_up_and_bounded(long ticks, uint expected) =>
        Assert.That(NtpShort.From(TimeSpan.FromTicks(ticks)), Is.EqualTo(new NtpShort(expected)));

    private static long Ticks(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcTicks;
}
