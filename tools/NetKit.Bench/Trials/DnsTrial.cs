using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Answers per second that dnsperf gets from the container's name server.</summary>
internal sealed partial class DnsTrial(bool local, double seconds) : ITrial
{
    public const string DnsPath = "dns";

    private const int ForwardedNames = 20_000;
    private const double ExtraSeconds = 10;
    private const double LeastShare = 99;

    public string Path => DnsPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward | (local ? PeerAbilities.LocalDns : PeerAbilities.ForwardedDns);

    public bool NeedsFreshSite => false;

    private string Name => local ? "a name of the peer's own" : "forwarded names, not cached";

    public void Run(PeerSite site, Readings readings)
    {
        if (Command.Find("dnsperf") is not { } dnsperf)
        {
            throw new BenchException("dnsperf is not installed.");
        }

        string[] command =
        [
            .. site.Enter, dnsperf, "-s", site.DnsAddress!, "-d", WriteQueries(site.Lab),
            "-l", Math.Max(1, (int)seconds).ToString(CultureInfo.InvariantCulture), "-t", "2",
        ];
        string report = Command.Run(command, TimeSpan.FromSeconds(seconds + ExtraSeconds), site.Lab.Cancel);
        double share = Number(AnswerShare().Match(report));
        if (share < LeastShare)
        {
            throw new BenchException($"Only {share} % of the answers were NOERROR.");
        }

        readings.Add(new Row("DNS", Name, "answers/s"), Number(Rate().Match(report)));
        readings.Add(new Row("DNS", $"{Name}: lost", "queries", false), Number(Lost().Match(report)));
    }

    public override string ToString() => $"{Path}, {Name}";

    private string WriteQueries(BenchLab lab)
    {
        string path = System.IO.Path.Combine(lab.Folder, local ? "local.queries" : "forwarded.queries");
        if (!File.Exists(path))
        {
            File.WriteAllLines(path, local
                ? [$"{BenchLab.LocalName} A"]
                : Enumerable.Range(0, ForwardedNames).Select(static number => $"n{number}.{BenchLab.ForwardedZone} A"));
        }

        return path;
    }

    private static double Number(Match match) =>
        match.Success ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Queries per second:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Queries lost:\s+(\d+)")]
    private static partial Regex Lost();

    [GeneratedRegex(@"NOERROR \d+ \(([\d.]+)%\)")]
    private static partial Regex AnswerShare();
}
