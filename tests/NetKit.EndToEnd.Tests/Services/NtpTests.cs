using System.Globalization;
using System.Text.RegularExpressions;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Services;

/// <summary>The time, from clients that are told to look and never to touch the clock.</summary>
public sealed partial class NtpTests() : LabFixture()
{
    private const double MostSeconds = 0.1;

    [Test]
    [Requires("chronyd")]
    public void Chronyd_measures_no_difference()
    {
        Outcome chronyd = Lab.Box.Run(
            "chronyd", "-x", "-Q", "-u", "root", "-t", "20",
            $"server {Lab.Gateway} iburst maxsamples 2", "cmdport 0", $"pidfile {Scratch.PathOf("chronyd.pid")}");
        _ = chronyd.Succeeded();
        Match match = WrongBy().Match(chronyd.Output + chronyd.Error);
        Assert.That(match.Success, chronyd.ToString);
        Assert.That(Number(match), Is.Zero.Within(MostSeconds));
    }

    [Test]
    [Requires("ntpdate")]
    public void Ntpdate_measures_no_difference()
    {
        Outcome ntpdate = Lab.Box.Run("ntpdate", "-q", Lab.Gateway);
        Match match = Offset().Match(ntpdate.Succeeded());
        Assert.That(match.Success, ntpdate.ToString);
        Assert.That(Number(match), Is.Zero.Within(MostSeconds));
        Assert.That(ntpdate.Output, Does.Contain(Lab.Gateway));
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"System clock wrong by (-?[\d.]+) seconds")]
    private static partial Regex WrongBy();

    // "2026-01-01 00:00:00.5 (+0000) +0.000012 +/- 0.00003 10.0.2.2 s10 no-leap", and the older "offset 0.000012".
    [GeneratedRegex(@"(?:\(\+0000\) |offset )([+-]?[\d.]+)")]
    private static partial Regex Offset();
}
