using System.Linq;
using System.Text.Json;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>What went wrong in NetKit's own TCP since it was started: in a run without loss nothing may.</summary>
/// <param name="Timeouts">Retransmission time-outs.</param>
/// <param name="FastRetransmits">Segments sent again before a time-out.</param>
/// <param name="NoRoom">Segments within the window that could not be stored.</param>
internal sealed record TcpCounts(long Timeouts, long FastRetransmits, long NoRoom)
{
    public static TcpCounts Ask(string program, string socket)
    {
        using JsonDocument document = JsonDocument.Parse(Command.Run(program, "stats", "--json", "--socket", socket));
        JsonElement tcp = document.RootElement.GetProperty("groups").EnumerateArray()
            .First(static group => group.GetProperty("name").GetString() == "tcp")
            .GetProperty("counters");
        return new TcpCounts(Of(tcp, "retransmission-timeouts"), Of(tcp, "fast-retransmits"), Of(tcp, "no-room"));
    }

    public TcpCounts Since(TcpCounts earlier) =>
        new(Timeouts - earlier.Timeouts, FastRetransmits - earlier.FastRetransmits, NoRoom - earlier.NoRoom);

    private static long Of(JsonElement counters, string name) =>
        counters.EnumerateArray().First(counter => counter.GetProperty("name").GetString() == name).GetProperty("value").GetInt64();
}
