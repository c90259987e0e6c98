using System.Collections.Generic;
using System.Linq;
using NetKit.Bench.Peers;

namespace NetKit.Bench.Results;

/// <summary>The tables of one section: values, and what they are of the kernel's.</summary>
internal static class SectionTables
{
    public static string Values(ResultTable results, string section, IReadOnlyList<string> peers)
    {
        IReadOnlyList<string> columns = results.PeersOf(section, peers);
        return TextTable.Render(
            ["median (min-max)", "unit", .. columns],
            [
                .. results.RowsOf(section).Select(row => (string[])
                [
                    row.Name, row.Unit, .. columns.Select(peer => results.SpreadOf(row, peer) is { } spread ? Numbers.Text(spread) : "-"),
                ]),
            ],
            names: 2);
    }

    /// <summary>Medians over those of veth and, in brackets, of loopback; empty where the kernel has none to divide by.</summary>
    public static string Ratios(ResultTable results, string section, IReadOnlyList<string> peers)
    {
        string[] columns =
            [.. results.PeersOf(section, peers).Where(static peer => peer is not (LoopbackPeer.PeerName or VethPeer.PeerName))];
        Row[] rows =
            [.. results.RowsOf(section).Where(row => columns.Any(peer => results.Ratio(row, peer, VethPeer.PeerName) is not null))];
        return rows.Length == 0 || section is Asides.Resent or Asides.OwnTcp or Asides.Fairness or Asides.Directions
            ? string.Empty
            : TextTable.Render(
                ["ratio to veth (to loopback)", .. columns],
                [.. rows.Select(row => (string[])[row.Name, .. columns.Select(peer => Cell(results, row, peer))])]);
    }

    private static string Cell(ResultTable results, Row row, string peer)
    {
        string veth = Text(results.Ratio(row, peer, VethPeer.PeerName));
        return results.Ratio(row, peer, LoopbackPeer.PeerName) is { } loopback ? $"{veth} ({Text(loopback)})" : veth;
    }

    private static string Text(double? ratio) => ratio is { } value ? Numbers.Text(value) : "-";
}
