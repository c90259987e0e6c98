using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security;
using System.Text;

namespace NetKit.Bench.Results;

/// <summary>A section as an SVG plot: a group of bars for each row, a bar for each peer, a line from lowest to highest run.</summary>
internal static class BarChart
{
    private const int Width = 900;
    private const int Left = 130;
    private const int Right = 120;
    private const int BarHeight = 14;
    private const int BarGap = 3;
    private const int GroupHead = 26;
    private const int Top = 34;

    // Colours that are told apart without red against green; NetKit's is the strong one.
    private static ReadOnlySpan<char> Palette => "9e9e9e6b6b6bc0c0c00b5fc0e08a1e7a4fa3c2557a3f9c8ab5a03c8c6d62";

    public static string Render(ResultTable results, string section, IReadOnlyList<string> allPeers)
    {
        IReadOnlyList<string> peers = results.PeersOf(section, allPeers);
        StringBuilder body = new();
        int y = Top;
        foreach (Row row in results.RowsOf(section))
        {
            y = Group(body, results, row, peers, allPeers, y);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {y + 10}" width="{Width}" height="{y + 10}"
                font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="10" y="20" font-size="15" font-weight="bold">{Escape(section)}</text>
            {body}</svg>

            """);
    }

    private static int Group(
        StringBuilder body, ResultTable results, Row row, IReadOnlyList<string> peers, IReadOnlyList<string> allPeers, int y)
    {
        string better = row.HigherIsBetter ? "more is better" : "less is better";
        body.AppendLine(
            CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"{y + 17}\">{Escape(row.Name)}, {Escape(row.Unit)} ({better})</text>");
        y += GroupHead;
        double most = peers.Max(peer => results.SpreadOf(row, peer)?.Maximum ?? 0);
        foreach (string peer in peers)
        {
            if (results.SpreadOf(row, peer) is { } spread)
            {
                Bar(body, peer, spread, most, ColourOf(allPeers, peer), y);
                y += BarHeight + BarGap;
            }
        }

        return y + 6;
    }

    private static void Bar(StringBuilder body, string peer, Spread spread, double most, string colour, int y)
    {
        double scale = most > 0 ? (Width - Left - Right) / most : 0;
        double middle = y + BarHeight / 2.0;
        double end = Left + spread.Median * scale;
        body.AppendLine(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 6}\" y=\"{y + 11}\" text-anchor=\"end\">{Escape(peer)}</text>");
        body.AppendLine(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{Left}\" y=\"{y}\" width=\"{end - Left:0.0}\" height=\"{BarHeight}\" fill=\"#{colour}\"/>");
        if (spread.Maximum > spread.Minimum)
        {
            body.AppendLine(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Left + spread.Minimum * scale:0.0} {middle:0.0}H{Left + spread.Maximum * scale:0.0}\" stroke=\"#000000\"/>");
        }

        double text = Math.Max(end, Left + spread.Maximum * scale) + 5;
        body.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{text:0.0}\" y=\"{y + 11}\">{Numbers.Text(spread.Median)}</text>");
    }

    private static string ColourOf(IReadOnlyList<string> peers, string peer)
    {
        int index = 0;
        while (index < peers.Count && peers[index] != peer)
        {
            index++;
        }

        return Palette.Slice(index % (Palette.Length / 6) * 6, 6).ToString();
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
