using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;

namespace NetKit.Fuzz;

/// <summary>
/// How a sequence of messages stands in one input: an octet that decides, the message, a mark that ends it. A mark and not a length, so that what is
/// inserted or removed changes one message and not all that follow.
/// </summary>
internal static class Sequence
{
    public const int LongestMessage = 2000;

    private static ReadOnlySpan<byte> Mark => [0xA5, 0x5A, 0xA5];

    public static byte[] Of(byte decision, IEnumerable<byte[]> messages)
    {
        List<byte> octets = [];
        foreach (byte[] message in messages)
        {
            octets.Add(decision);
            octets.AddRange(message);
            octets.AddRange(Mark);
        }

        return [.. octets];
    }

    public static ReadOnlySpan<byte> Message(ref InputReader reader) => reader.TakeTo(Mark, LongestMessage);

    /// <summary>From nothing to minutes.</summary>
    public static TimeSpan Pause(int choice) => (choice & 7) switch
    {
        0 => TimeSpan.Zero,
        1 => TimeSpan.FromTicks(1),
        2 => TimeSpan.FromMilliseconds(1),
        3 => TimeSpan.FromMilliseconds(200),
        4 => TimeSpan.FromSeconds(1),
        5 => TimeSpan.FromSeconds(5),
        6 => TimeSpan.FromSeconds(61),
        _ => TimeSpan.FromMinutes(10),
    };

    /// <summary>The clock does not stand at zero when the first frame comes.</summary>
    public static Instant Start => Instant.FromMilliseconds(1000);
}
