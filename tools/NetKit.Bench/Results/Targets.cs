using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Bench.Peers;
using NetKit.Bench.Trials;

namespace NetKit.Bench.Results;

/// <summary>
/// The speed that NetKit wants to reach, row by row: half of veth in bulk, better than every peer in everything. In bulk through published ports the
/// peers splice or copy between two sockets, so that is asked of NetKit's <c>--splice</c>, which does as much; the page says so, and what NetKit
/// does without it.
/// </summary>
internal sealed class Targets(ResultTable results, IReadOnlyList<IPeer> peers)
{
    private const string NetKit = "netkit";
    private const double LeastOfVeth = 0.5;
    private const double MostResidentMiB = 64;
    private const double MostOfSlirpStart = 2;
    private const double MostGrowth = 1.5;
    private const double NanosecondsPerMicrosecond = 1000;
    private const double LeastFairness = 0.9;
    private const double MostOfIdleLatency = 5;
    private const double MostOwnCode = 25;

    private string[] Others =>
    [
        .. peers
            .Where(static peer => peer.Abilities.HasFlag(PeerAbilities.Process) && peer.Name is not (NetKit or SplicedNetKitPeer.PeerName))
            .Select(static peer => peer.Name),
    ];

    public IReadOnlyList<Target> Evaluate() =>
        [.. results.Rows.Where(row => results.SpreadOf(row, NetKit) is not null).SelectMany(Of)];

    private IEnumerable<Target> Of(Row row)
    {
        string what = $"{row.Section}: {row.Name}";
        if (Share(row, what) is { } part)
        {
            yield return part;
        }

        switch (row.Section)
        {
            case "Resident memory":
                yield return new Target(
                    $"{what}: at most {MostResidentMiB} MiB", Numbers.Text(Median(row)), Median(row) <= MostResidentMiB);
                break;
            case "Start" when results.Ratio(row, NetKit, "slirp4netns") is { } start:
                yield return new Target($"{what}: at most {MostOfSlirpStart} x slirp4netns", Numbers.Text(start), start <= MostOfSlirpStart);
                break;
            case Asides.Fairness:
                yield return new Target($"{what}: at least {LeastFairness}", Numbers.Text(Median(row)), Median(row) >= LeastFairness);
                break;
            case Asides.Resent or Asides.OwnTcp:
                yield return new Target($"{what}: none", Numbers.Text(Median(row)), Median(row) == 0);
                break;
            case ProfileTrial.Section:
                if (row.Name.EndsWith(ProfileTrial.OwnCode, StringComparison.Ordinal))
                {
                    yield return new Target($"{what}: at most {MostOwnCode} %", Numbers.Text(Median(row)), Median(row) <= MostOwnCode);
                }

                break;
            case LoadedLatencyTrial.Section when row.Name.EndsWith("p99", StringComparison.Ordinal):
                if (Loaded(row, what) is { } loaded)
                {
                    yield return loaded;
                }

                break;
            case StackGrowthTrial.Section:
                if (GrowthOfAll(row) is { } all)
                {
                    yield return new Target(
                        $"{what}: with what one end of it adds, a round trip costs at most {MostGrowth} x one over few flows", Numbers.Text(all), all <= MostGrowth);
                }

                break;
            case GrowthTrial.CostSection or EndpointsTrial.CostSection:
                double growth = Median(row) / Median(FirstOf(row.Section));
                yield return new Target($"{what}: at most {MostGrowth} x that of the first", Numbers.Text(growth), growth <= MostGrowth);
                break;
            default:
                if (Race(row, what) is { } race)
                {
                    yield return race;
                }

                break;
        }
    }

    // A part of what the kernel does in its place.
    private Target? Share(Row row, string what)
    {
        bool isOneStream = row.Section.StartsWith("TCP bulk", StringComparison.Ordinal) && row.Name.StartsWith("1 stream,", StringComparison.Ordinal);
        (string? kernel, double least) = row.Section switch
        {
            var section when section == ImpairedTrial.Section => (WirePeer.PeerName, ImpairedTrial.LeastOfLinux),
            SwitchedTrial.Section => (BridgePeer.PeerName, SwitchedTrial.LeastOfBridge),
            _ => (isOneStream ? VethPeer.PeerName : null, LeastOfVeth),
        };
        return kernel is not null && results.Ratio(row, NetKit, kernel) is { } ratio
            ? new Target($"{what}: at least {least} of {kernel}", Numbers.Text(ratio), ratio >= least)
            : null;
    }

    private Target? Race(Row row, string what)
    {
        if (!IsRace(row) || BestOther(row) is not { } best)
        {
            return null;
        }

        double lead = results.Ratio(row, NetKit, best)!.Value;
        string usual = $"{Numbers.Text(lead)} of it";
        if (!IsPublishedBulk(row) || results.Ratio(row, SplicedNetKitPeer.PeerName, best) is not { } spliced)
        {
            return new Target($"{what}: better than {best}, the best peer", usual, IsAhead(row, lead));
        }

        return new Target(
            $"{what}: with --splice better than {best}, the best peer",
            $"{Numbers.Text(spliced)} of it; without {usual}",
            IsAhead(row, spliced));
    }

    private Target? Loaded(Row row, string what)
    {
        if (results.SpreadOf(ExchangeTrial.IdlePercentile99, NetKit) is not { } idle)
        {
            return null;
        }

        double times = Median(row) / idle.Median;
        return new Target($"{what}: at most {MostOfIdleLatency} x that of an idle link", Numbers.Text(times), times <= MostOfIdleLatency);
    }

    private static bool IsAhead(Row row, double lead) => row.HigherIsBetter ? lead > 1 : lead < 1;

    private static bool IsPublishedBulk(Row row) =>
        row.Section == BulkTrial.PublishedSection
        || (row.Section == Asides.OwnCpu && row.Name.StartsWith(BulkTrial.PublishedPlace, StringComparison.Ordinal));

    private static bool IsRace(Row row) =>
        row.Section is not (Asides.MachineCpu or Asides.Directions) && !row.Name.EndsWith("lost", StringComparison.Ordinal);

    private double Median(Row row) => results.SpreadOf(row, NetKit)!.Value.Median;

    // Of the peer, which has sockets and the kernel to pay as well.
    private double? GrowthOfAll(Row row)
    {
        if (results.RowsOf(GrowthTrial.CostSection).FirstOrDefault() is not { } few || results.SpreadOf(few, NetKit) is not { } cost)
        {
            return null;
        }

        double added = (Median(row) - Median(FirstOf(row.Section))) / 2;
        return 1 + added / (cost.Median * NanosecondsPerMicrosecond);
    }

    private Row FirstOf(string section) => results.RowsOf(section).First();

    private string? BestOther(Row row)
    {
        IEnumerable<string> rivals = Others.Where(peer => results.Ratio(row, NetKit, peer) is not null);
        return row.HigherIsBetter
            ? rivals.MaxBy(peer => results.SpreadOf(row, peer)!.Value.Median)
            : rivals.MinBy(peer => results.SpreadOf(row, peer)!.Value.Median);
    }
}
